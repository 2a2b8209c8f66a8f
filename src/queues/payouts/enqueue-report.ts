import { PayoutError } from "../../domain/errors.ts";
import type { KnownPayout } from "../../ports/queue-ledger.ts";

/** What became of payouts that were enqueued. */
export interface EnqueueReport {
  /** Payouts read. */
  readonly total: number;
  /** Those that wait for a worker now. */
  readonly added: number;
  /** Those that the queue knew already: they wait, are being sent, or are paid. */
  readonly known: number;
  /** The first 1,000 that weren't enqueued, in the order of reading. */
  readonly problems: readonly EnqueueProblem[];
  readonly problemsOmitted: number;
  /** Whether the signal ended it early. */
  readonly aborted: boolean;
}

/** A payout that wasn't enqueued. */
export interface EnqueueProblem {
  /** Its place among the payouts, from 0. */
  readonly index: number;
  /** `null` where it couldn't be read. */
  readonly reference: string | null;
  readonly error: PayoutError<"INVALID_REQUEST">;
}

/** Counts what becomes of payouts while they are enqueued. */
export class EnqueueTally {
  readonly #problems: EnqueueProblem[] = [];
  #total = 0;
  #known = 0;
  #omitted = 0;
  added = 0;
  /** What the iterable threw, `null` if it didn't. */
  thrown: string | null = null;

  nextIndex(): number {
    return this.#total++;
  }

  /** A reference that the queue, or the same chunk, has before. */
  known(reference: string, index: number, as: KnownPayout["as"]): void {
    if (as === "same") this.#known += 1;
    else this.problem(index, reference, conflict(reference));
  }

  problem(index: number, reference: string | null, error: PayoutError<"INVALID_REQUEST">): void {
    if (this.#problems.length < mostProblems) this.#problems.push({ index, reference, error });
    else this.#omitted += 1;
  }

  report(aborted: boolean): EnqueueReport {
    const problems = this.#problems.sort((left, right) => left.index - right.index);
    return { total: this.#total, added: this.added, known: this.#known, problems, problemsOmitted: this.#omitted, aborted };
  }
}

const mostProblems = 1_000;

/** What became of the other payout isn't looked up here. */
function conflict(reference: string): PayoutError<"INVALID_REQUEST"> {
  const message = "the reference already names a queued payout with another recipient, amount or currency; use a new one";
  const details = { issues: [{ path: "reference", message }] };
  return new PayoutError({ code: "INVALID_REQUEST", reason: "reference_conflict", outcome: "unknown", details, message, reference });
}
