import { isObject, parsePayoutRequest, type Payout } from "../../domain/payout-request.ts";
import type { NewPayout } from "../../ports/queue-ledger.ts";
import type { EnqueueTally } from "./enqueue-report.ts";
import { invalidRequest } from "./invalid.ts";
import { newJobId } from "./job-id.ts";

/** Checks payouts and gathers a chunk in which no reference stands twice. */
export class Intake {
  readonly #nowMs: number;
  readonly #chunk = new Map<string, NewPayout>();

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#chunk.size;
  }

  get chunk(): readonly NewPayout[] {
    return [...this.#chunk.values()];
  }

  take(request: unknown, tally: EnqueueTally): void {
    const index = tally.nextIndex();
    const parsed = parsePayoutRequest(request);
    if (parsed.isErr()) {
      const reference = isObject(request) && typeof request["reference"] === "string" ? request["reference"] : null;
      return tally.problem(index, reference, invalidRequest(parsed.error, reference ?? undefined));
    }
    const payout = parsed.value;
    const before = this.#chunk.get(payout.reference);
    if (before === undefined) {
      this.#chunk.set(payout.reference, { payout, job: newJobId(this.#nowMs) });
      tally.await(payout.reference, index);
    } else tally.repeated(payout.reference, index, isSame(before.payout, payout));
  }
}

function isSame(left: Payout, right: Payout): boolean {
  return left.recipientId === right.recipientId && left.amount === right.amount && left.currency === right.currency;
}
