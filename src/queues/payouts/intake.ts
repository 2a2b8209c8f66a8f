import { isObject, parsePayoutRequest, type Payout } from "../../domain/payout-request.ts";
import type { EnqueueTally } from "./enqueue-report.ts";
import { invalidRequest } from "./invalid.ts";

/** A payout that is about to be written. */
export interface TakenPayout {
  readonly payout: Payout;
  /** Its place among all payouts, from 0. */
  readonly index: number;
}

/** Checks payouts and gathers a chunk in which no reference stands twice. */
export class Intake {
  readonly #chunk = new Map<string, TakenPayout>();

  get size(): number {
    return this.#chunk.size;
  }

  /** What was taken, by reference. */
  get chunk(): ReadonlyMap<string, TakenPayout> {
    return this.#chunk;
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
    if (before === undefined) this.#chunk.set(payout.reference, { payout, index });
    else tally.known(payout.reference, index, isSame(before.payout, payout) ? "same" : "conflict");
  }
}

function isSame(left: Payout, right: Payout): boolean {
  return left.recipientId === right.recipientId && left.amount === right.amount && left.currency === right.currency;
}
