import { okAsync, type ResultAsync } from "neverthrow";
import type { SettledPayout } from "../../ports/queue-ledger.ts";
import type { EngineFailure } from "./engine.ts";
import { giveBack } from "./give-back.ts";
import type { Hands, HeldJob, HeldPayout } from "./hands.ts";
import type { QueueParts } from "./parts.ts";
import { type PutBack, putBack } from "./put-back.ts";
import type { Verdict } from "./verdict.ts";

/** A payout that is over for this worker, and what became of it; `null` if there was nothing to do. */
export interface Outcome {
  readonly payout: HeldPayout;
  readonly verdict: Verdict | null;
}

/**
 * Writes down how payouts ended, as many at a time as have come together, and ends after that the jobs of which nothing
 * is left: a job whose worker dies in between is handed out again, and what is written down isn't done again.
 */
export class Outbox {
  readonly #parts: QueueParts;
  readonly #hands: Hands;
  readonly #onGone: () => void;
  #waiting: Outcome[] = [];
  #isFlushing = false;

  /** `onGone` is called when `hands` have become emptier. */
  constructor(parts: QueueParts, hands: Hands, onGone: () => void) {
    this.#parts = parts;
    this.#hands = hands;
    this.#onGone = onGone;
  }

  push(outcomes: readonly Outcome[]): void {
    this.#waiting.push(...outcomes);
    if (!this.#isFlushing) void this.#flush();
  }

  async #flush(): Promise<void> {
    this.#isFlushing = true;
    for (let failures = 0; this.#waiting.length > 0; ) {
      const outcomes = this.#waiting;
      this.#waiting = [];
      if (await this.#write(outcomes)) {
        failures = 0;
        this.#letGo(outcomes, (job) => job.left.size === 0);
      } else if (failures < mostFailures) {
        failures += 1;
        this.#waiting.push(...outcomes);
        await this.#parts.clock.sleep(Math.min(longestPauseMs, 100 * 2 ** failures));
      } else {
        // Nobody keeps the jobs any more, so another worker gets them and is told by the sender what is known.
        this.#letGo(outcomes, () => true);
      }
    }
    this.#isFlushing = false;
  }

  #letGo(outcomes: readonly Outcome[], isGone: (job: HeldJob) => boolean): void {
    this.#hands.putDown(outcomes.map(({ payout }) => payout));
    this.#hands.letGo(jobsOf(outcomes).filter(isGone));
    this.#onGone();
  }

  async #write(outcomes: readonly Outcome[]): Promise<boolean> {
    const { ledger, scope } = this.#parts;
    const { ends, moves } = sort(outcomes);
    if (ends.length > 0 && (await ledger.settle(scope, ends)).isErr()) return false;
    if (moves.length > 0 && (await putBack(this.#parts, moves)).isErr()) return false;
    for (const { payout, verdict } of outcomes) {
      payout.held.left.delete(payout.reference);
      if (verdict?.kind === "broken") payout.held.fault ??= verdict.why;
    }
    return (await this.#end(jobsOf(outcomes).filter(({ left }) => left.size === 0))).isOk();
  }

  /** A job with a fault is given back for what isn't over of it. */
  #end(jobs: readonly HeldJob[]): ResultAsync<void, EngineFailure> {
    const over = jobs.filter(({ fault }) => fault === null).map(({ job }) => job);
    let ended = over.length === 0 ? okAsync<void, EngineFailure>(undefined) : this.#parts.engine.complete("payouts", over);
    for (const { job, fault } of jobs) if (fault !== null) ended = ended.andThen(() => giveBack(this.#parts, [job], fault));
    return ended;
  }
}

const mostFailures = 8;
const longestPauseMs = 5_000;

function jobsOf(outcomes: readonly Outcome[]): HeldJob[] {
  return [...new Set(outcomes.map(({ payout }) => payout.held))];
}

interface Sorted {
  readonly ends: SettledPayout[];
  readonly moves: PutBack[];
}

function sort(outcomes: readonly Outcome[]): Sorted {
  const sorted: Sorted = { ends: [], moves: [] };
  for (const { payout, verdict } of outcomes) {
    const { reference, held } = payout;
    const from = held.job.id;
    if (verdict?.kind === "settled") {
      const { state, transferId, error } = verdict;
      sorted.ends.push({ reference, job: from, state, transferId, error });
    } else if (verdict?.kind === "again") {
      const { state, delayMs, error } = verdict;
      sorted.moves.push({ reference, from, state, delayMs, error });
    } else if (verdict?.kind === "left") {
      sorted.moves.push({ reference, from, state: null, delayMs: 0, error: null });
    }
  }
  return sorted;
}
