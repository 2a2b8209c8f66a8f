import { createPayoutQueue, type PayoutQueue } from "../payouts/payout-queue.ts";
import { type PayoutQueueOptions, readOptions } from "./options.ts";

export type { QueuedProblem, QueuedState, QueueStore } from "../../ports/queue-ledger.ts";
export type { CancelReport, NotCanceled } from "../payouts/cancel.ts";
export type { Chore } from "../payouts/chores.ts";
export type { DeadLetter } from "../payouts/dead-letters.ts";
export type { EngineFailure } from "../payouts/engine.ts";
export type { EnqueueError } from "../payouts/enqueue.ts";
export type { EnqueueProblem, EnqueueReport } from "../payouts/enqueue-report.ts";
export type { Schedules } from "../payouts/install.ts";
export type { EnqueueOptions, InstallOptions, PayoutQueue, WorkOptions } from "../payouts/payout-queue.ts";
export type { QueueStatus } from "../payouts/status.ts";
export type { SweepReport } from "../payouts/sweep.ts";
export type { WorkReport } from "../payouts/worker.ts";
export type { JobAttempt, JobToInsert, PgBossLike, SqlRunner } from "./boss.ts";
export type { PayoutQueueOptions } from "./options.ts";
export { startBoss, type StartBossOptions, type StartedBoss } from "./start-boss.ts";

/**
 * A queue of payouts on PostgreSQL with pg-boss: whatever enqueues them, and however many machines work it down, each
 * is paid at most once, because the sender's store says so. The queue keeps what is to be paid beside the store's
 * records; a job carries only references. Workers need Node 22.12, as pg-boss does.
 *
 * A wrong configuration throws a `TypeError`; nothing else throws.
 *
 * @example
 * const queue = payoutQueue({ boss, sender: client, store });
 * await queue.install();
 * await queue.enqueue(payouts, { batchId: "2026-11" });
 * await queue.work({ signal });
 */
export function payoutQueue(options: PayoutQueueOptions): PayoutQueue {
  return createPayoutQueue(readOptions(options));
}
