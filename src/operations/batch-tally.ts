import type { BatchCounts, BatchItem, BatchProblem, BatchReport } from "../domain/batch.ts";
import type { PayoutError } from "../domain/errors.ts";
import { unreachable } from "../domain/invariant.ts";
import { MoneyTotals } from "../domain/money.ts";

/** Counts a batch's results and keeps its first problems. */
export class BatchTally {
  readonly #maxProblems: number;
  readonly #paid = new MoneyTotals();
  readonly #problems: BatchProblem[] = [];
  #problemsOmitted = 0;
  readonly #counts = { total: 0, paid: 0, alreadyPaid: 0, failed: 0, unknown: 0, notStarted: 0 };

  constructor(maxProblems: number) {
    this.#maxProblems = maxProblems;
  }

  add(item: BatchItem): void {
    this.#counts.total += 1;
    switch (item.status) {
      case "paid":
        this.#counts.paid += 1;
        this.#paid.add(item.transfer);
        return;
      case "already_paid":
        this.#counts.alreadyPaid += 1;
        return;
      case "failed":
        this.#counts.failed += 1;
        return this.#keep(item);
      case "unknown":
        this.#counts.unknown += 1;
        return this.#keep(item);
      case "not_started":
        this.#counts.notStarted += 1;
        return this.#keep(item);
      default:
        return unreachable(item);
    }
  }

  counts(): BatchCounts {
    return { ...this.#counts };
  }

  report(aborted: boolean, stoppedBy: PayoutError | null): BatchReport {
    const end = stoppedBy === null ? { aborted } : { aborted, stoppedBy };
    const problems = { problems: this.#problems, problemsOmitted: this.#problemsOmitted };
    return { counts: this.counts(), paid: this.#paid.toMoney(), ...problems, ...end };
  }

  #keep(problem: BatchProblem): void {
    if (this.#problems.length < this.#maxProblems) this.#problems.push(problem);
    else this.#problemsOmitted += 1;
  }
}
