import type { ResultAsync } from "neverthrow";
import type { QueuedProblem, QueuedState } from "../../ports/queue-ledger.ts";
import type { EngineFailure } from "./engine.ts";
import type { QueueParts } from "./parts.ts";

/** Where a batch stands, counted from the store. */
export interface QueueStatus {
  /** Payouts that belong to the batch; 0 if there is no such batch. */
  readonly total: number;
  readonly counts: Readonly<Record<QueuedState, number>>;
  /** Whether nothing of it is left for a worker. */
  readonly isOver: boolean;
  /** The first 100, by reference, that failed, need a person, or were put back, and why. */
  readonly problems: readonly QueuedProblem[];
}

/** Counts a batch. */
export function status({ ledger, scope }: QueueParts, batchId: string): ResultAsync<QueueStatus, EngineFailure> {
  return ledger.count(scope, { batchId, mostProblems: 100 }).map(({ counts, problems }) => ({
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    counts,
    isOver: counts.waiting + counts.sending + counts.unknown === 0,
    problems,
  }));
}
