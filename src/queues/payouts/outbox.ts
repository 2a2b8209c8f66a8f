import type { PutBackPayout, SettledPayout } from "../../ports/queue-ledger.ts";
import type { EngineJob } from "./engine.ts";
import type { QueueParts } from "./parts.ts";
import { putBack } from "./put-back.ts";
import type { Verdict } from "./verdict.ts";

/** A job that is over for this worker, and what became of its payout; `null` if it had nothing to do. */
export interface Outcome {
  readonly job: EngineJob;
  readonly verdict: Verdict | null;
}

/**
 * Writes down how payouts ended, as many at a time as have come together, and ends their jobs after that: a job
 * whose worker dies in between is handed out again and finds nothing left to do.
 */
export class Outbox {
  readonly #parts: QueueParts;
  readonly #onGone: (jobs: readonly EngineJob[]) => void;
  #waiting: Outcome[] = [];
  #isFlushing = false;

  /** `onGone` hears of jobs that this worker has no more to do with. */
  constructor(parts: QueueParts, onGone: (jobs: readonly EngineJob[]) => void) {
    this.#parts = parts;
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
        this.#onGone(outcomes.map(({ job }) => job));
      } else if (failures < mostFailures) {
        failures += 1;
        this.#waiting.push(...outcomes);
        await this.#parts.clock.sleep(Math.min(longestPauseMs, 100 * 2 ** failures));
      } else {
        // Nobody keeps the jobs any more, so another worker gets them and is told by the sender what is known.
        this.#onGone(outcomes.map(({ job }) => job));
      }
    }
    this.#isFlushing = false;
  }

  async #write(outcomes: readonly Outcome[]): Promise<boolean> {
    const { engine, ledger, scope, clock } = this.#parts;
    const { ends, moves, broken, over } = sort(outcomes);
    if (ends.length > 0 && (await ledger.settle(scope, ends)).isErr()) return false;
    if (moves.length > 0 && (await putBack(this.#parts, moves, clock.now())).isErr()) return false;
    for (const { job, why } of broken) if ((await engine.fail("payouts", [job], why)).isErr()) return false;
    return over.length === 0 || (await engine.complete("payouts", over)).isOk();
  }
}

const mostFailures = 8;
const longestPauseMs = 5_000;

interface Sorted {
  readonly ends: SettledPayout[];
  readonly moves: Omit<PutBackPayout, "to">[];
  readonly broken: { readonly job: EngineJob; readonly why: string }[];
  readonly over: EngineJob[];
}

function sort(outcomes: readonly Outcome[]): Sorted {
  const sorted: Sorted = { ends: [], moves: [], broken: [], over: [] };
  for (const { job, verdict } of outcomes) {
    const { id, subject: reference } = job;
    if (verdict?.kind === "broken") {
      sorted.broken.push({ job, why: verdict.why });
      continue;
    }
    sorted.over.push(job);
    if (verdict?.kind === "settled") {
      const { state, transferId, error } = verdict;
      sorted.ends.push({ reference, job: id, state, transferId, error });
    } else if (verdict?.kind === "again") {
      const { state, delayMs, error } = verdict;
      sorted.moves.push({ reference, from: id, state, delayMs, error });
    }
  }
  return sorted;
}
