import { errAsync, ResultAsync } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import { describe } from "../../domain/payout-request.ts";
import type { PayoutRequest } from "../../domain/payout-request.ts";
import { cancel, type CancelReport } from "./cancel.ts";
import { type DeadLetter, listDeadLetters, redrive } from "./dead-letters.ts";
import type { EngineFailure } from "./engine.ts";
import { enqueue, type EnqueueError } from "./enqueue.ts";
import type { EnqueueReport } from "./enqueue-report.ts";
import { install, type Schedules } from "./install.ts";
import { batchIdProblem, invalidRequest } from "./invalid.ts";
import type { QueueParts } from "./parts.ts";
import { type QueueStatus, status } from "./status.ts";
import { sweep, type SweepReport } from "./sweep.ts";
import { Worker, type WorkReport } from "./worker.ts";

/** Payouts that wait in a database and are paid by workers on any number of machines, each at most once. */
export interface PayoutQueue {
  /**
   * Creates tables and queues where they are missing, brings their settings up to date, and has `recover`, `sweep`,
   * `reconcile` and `syncHistory` done on a schedule, as far as the sender can. Run it with every deployment. Fails
   * with `API_ERROR`.
   *
   * @example
   * await queue.install({ schedules: { reconcile: "0 4 * * *", syncHistory: false } });
   */
  install(options?: InstallOptions): ResultAsync<void, EngineFailure>;
  /**
   * Adds payouts to a batch, from any iterable, in bounded memory. A payout that the queue knows isn't added again
   * unless it failed, was canceled or went to review. Fails with `INVALID_REQUEST` if the batch id is wrong or the
   * iterable throws, and with `API_ERROR`; what was added until then stays, and all can be enqueued again.
   *
   * @example
   * const added = await queue.enqueue(payouts, { batchId: "2026-11" }).map((report) => report.added);
   */
  enqueue(
    payouts: Iterable<PayoutRequest> | AsyncIterable<PayoutRequest>,
    options: EnqueueOptions,
  ): ResultAsync<EnqueueReport, EnqueueError>;
  /**
   * Pays what waits, until the signal is aborted; what is under way then is finished. It outlives a database that
   * doesn't answer. Fails with `API_ERROR`, reasons `authentication` and `permission`, if the provider refuses the key.
   *
   * @example
   * await queue.work({ signal: AbortSignal.timeout(60_000) });
   */
  work(options?: WorkOptions): ResultAsync<WorkReport, EngineFailure>;
  /**
   * Where a batch stands, counted from the store, and what is wrong with what. Fails with `INVALID_REQUEST` or
   * `API_ERROR`.
   *
   * @example
   * const isOver = await queue.status("2026-11").map((status) => status.isOver);
   */
  status(batchId: string): ResultAsync<QueueStatus, PayoutError<"INVALID_REQUEST" | "API_ERROR">>;
  /**
   * Puts back what isn't over and has no job any more. Fails with `API_ERROR`.
   *
   * @example
   * const putBack = await queue.sweep().map((report) => report.putBack);
   */
  sweep(): ResultAsync<SweepReport, EngineFailure>;
  /**
   * Calls off payouts of a batch that wait: those that are named, or all. One that a worker has taken up is left.
   * Fails with `INVALID_REQUEST` or `API_ERROR`.
   *
   * @example
   * const { canceled, left } = assertOk(await queue.cancel("2026-11", ["2026-11:member_42"]));
   */
  cancel(
    batchId: string,
    references?: readonly string[],
  ): ResultAsync<CancelReport, PayoutError<"INVALID_REQUEST" | "API_ERROR">>;
  /**
   * Payouts whose jobs failed too often because of something around their workers, oldest first; 100 unless told.
   * Fails with `API_ERROR`.
   *
   * @example
   * const whys = await queue.listDeadLetters().map((letters) => letters.map((letter) => letter.why));
   */
  listDeadLetters(limit?: number): ResultAsync<DeadLetter[], EngineFailure>;
  /**
   * Gives dead letters back to the workers, 1,000 unless told; resolves to how many wait again. Fails with `API_ERROR`.
   *
   * @example
   * const back = await queue.redrive();
   */
  redrive(limit?: number): ResultAsync<number, EngineFailure>;
}

/** How a queue is installed. */
export interface InstallOptions {
  /** When chores are done; by default every few minutes, `reconcile` once a night. */
  readonly schedules?: Schedules | undefined;
}

/** Where payouts are enqueued. */
export interface EnqueueOptions {
  /** Your name for what is counted and canceled together: 1 to 255 characters. */
  readonly batchId: string;
  /** Ends the reading of payouts; what was read is enqueued. */
  readonly signal?: AbortSignal | undefined;
}

/** How long a worker works. */
export interface WorkOptions {
  /** Takes nothing new once it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** How long what is under way may take after that, milliseconds; 10,000 by default. */
  readonly graceMs?: number | undefined;
}

/** Makes a queue of these parts. */
export function createPayoutQueue(parts: QueueParts): PayoutQueue {
  return {
    install: ({ schedules = {} } = {}) => new ResultAsync(install(parts, schedules)),
    enqueue: (payouts, options) => {
      const issues = batchIssues(options?.batchId);
      if (!isIterable(payouts)) issues.push({ path: "payouts", message: `expected an iterable of payouts, got ${describe(payouts)}` });
      if (issues.length > 0) return errAsync(invalidRequest(issues));
      return new ResultAsync(enqueue(parts, payouts, options.batchId, options.signal));
    },
    work: ({ signal, graceMs = 10_000 } = {}) => new ResultAsync(new Worker(parts, signal, graceMs).run()),
    status: (batchId) => checked(batchId, () => status(parts, batchId)),
    sweep: () => sweep(parts),
    cancel: (batchId, references) =>
      checked(batchId, () => new ResultAsync(cancel(parts, batchId, references ?? null))),
    listDeadLetters: (limit = 100) => listDeadLetters(parts, limit),
    redrive: (limit = 1_000) => redrive(parts, limit),
  };
}

function checked<T, E>(batchId: string, call: () => ResultAsync<T, E>): ResultAsync<T, E | PayoutError<"INVALID_REQUEST">> {
  const issues = batchIssues(batchId);
  return issues.length > 0 ? errAsync(invalidRequest(issues)) : call();
}

function batchIssues(batchId: unknown): { path: string; message: string }[] {
  const problem = batchIdProblem(batchId);
  return problem === null ? [] : [{ path: "batchId", message: problem }];
}

function isIterable(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Symbol.iterator in value || Symbol.asyncIterator in value;
}
