import type { ResultAsync } from "neverthrow";
import type { AttemptError } from "../domain/payout-record.ts";
import type { Payout } from "../domain/payout-request.ts";
import type { PayoutStore, StoreFailure } from "./payout-store.ts";

/** A store that also keeps the payouts which wait for a worker. */
export interface QueueStore extends PayoutStore {
  readonly queue: QueueLedger;
}

/**
 * The memory of queued payouts: what is to be paid, in which batch, and how far it is. A job of an engine carries
 * only references; what the ledger says counts. Every decision is the result of one write statement.
 */
export interface QueueLedger {
  /** Creates the tables if they aren't there. */
  install(): ResultAsync<void, StoreFailure>;
  /** Names the database and its server, so that an engine can tell whether it works in the same one. */
  place(): ResultAsync<string, StoreFailure>;
  /** Runs some writes as one: all of them are kept, or none. */
  transaction<T, E>(
    work: (transaction: LedgerTransaction) => ResultAsync<T, E>,
  ): ResultAsync<T, E | StoreFailure>;
  /** Takes payouts up for the jobs that name them; those that are over, canceled or another job's are left out. */
  claim(scope: QueueScope, jobs: readonly JobOf[]): ResultAsync<ClaimedPayout[], StoreFailure>;
  /** Writes down how payouts ended. */
  settle(scope: QueueScope, ends: readonly SettledPayout[]): ResultAsync<void, StoreFailure>;
  /**
   * Calls off what waits: the references given, or all of a batch. Gives those that were called off, a limited number
   * at a time: nothing of the batch is left to be called off once it gives none.
   */
  cancel(scope: QueueScope, wanted: CancelQuery): ResultAsync<CanceledPayout[], StoreFailure>;
  /** Payouts in a state in which they aren't over, ordered by batch and reference, after a place in that order. */
  listOpen(scope: QueueScope, page: OpenQuery): ResultAsync<OpenPayout[], StoreFailure>;
  /** What became of a batch. */
  count(scope: QueueScope, query: CountQuery): ResultAsync<BatchCount, StoreFailure>;
  /** Refreshes what the database knows of the queued payouts, so that it finds its way through them. */
  refreshStatistics(): ResultAsync<void, StoreFailure>;
}

/** What belongs together. */
export interface QueueScope {
  /** The queue's name. */
  readonly queue: string;
  /** The client's namespace. */
  readonly namespace: string;
}

/** Writes that are kept together. */
export interface LedgerTransaction {
  /** Runs a statement of an engine in the same transaction; it may reject. */
  query(text: string, values: unknown[]): PromiseLike<{ readonly rows: readonly unknown[] }>;
  /**
   * Adds payouts to a batch, each with the job that will pay it, and gives those that weren't added. One that has ended
   * as failed, canceled or for review is added anew; any other that is known stays as it is. The references of one call
   * are distinct.
   */
  add(scope: QueueScope, batchId: string, payouts: readonly NewPayout[]): ResultAsync<KnownPayout[], StoreFailure>;
  /** Gives payouts that aren't over to another job, if they still belong to the one named; gives those that were. */
  putBack(scope: QueueScope, payouts: readonly PutBackPayout[]): ResultAsync<string[], StoreFailure>;
}

/** A payout and the job that is to pay it. */
export interface NewPayout {
  readonly payout: Payout;
  readonly job: string;
}

/**
 * One that wasn't added.
 *
 * - `same`: it is in the ledger already
 * - `conflict`: its reference names another payout there
 */
export interface KnownPayout {
  readonly reference: string;
  readonly as: "same" | "conflict";
}

/** A job and a reference that it carries. */
export interface JobOf {
  readonly job: string;
  readonly reference: string;
}

/** A payout that a worker may send. */
export interface ClaimedPayout extends JobOf {
  readonly payout: Payout;
  /** How often it was put back before. */
  readonly tries: number;
}

/** How a payout ended. */
export interface SettledPayout extends JobOf {
  readonly state: "paid" | "failed" | "review";
  /** `null` unless it was paid. */
  readonly transferId: string | null;
  readonly error: AttemptError | null;
}

/** A payout that another job goes on with. */
export interface PutBackPayout {
  readonly reference: string;
  /** The job that it belongs to; `null` for whichever. */
  readonly from: string | null;
  readonly to: string;
  /** `unknown` if a request may have gone out, else `waiting`; `null` leaves that as it is. */
  readonly state: "waiting" | "unknown" | null;
  /** How long the next job waits, milliseconds. */
  readonly delayMs: number;
  /** Why it wasn't settled; `null` leaves what stands there. */
  readonly error: AttemptError | null;
}

/** What to call off. */
export interface CancelQuery {
  readonly batchId: string;
  /** `null` for all of the batch. */
  readonly references: readonly string[] | null;
}

/** A payout that was called off. */
export interface CanceledPayout {
  readonly reference: string;
  /** Whether the store has a record of it, which its client has to call off too. */
  readonly isRecorded: boolean;
}

/** Which open payouts to list. */
export interface OpenQuery {
  readonly state: "waiting" | "sending" | "unknown";
  /** The last one of the page before; `null` for the first page. */
  readonly after: Pick<OpenPayout, "batchId" | "reference"> | null;
  readonly limit: number;
}

/** A payout that isn't over. */
export interface OpenPayout extends JobOf {
  readonly batchId: string;
  /** How long its job still has to wait, milliseconds; 0 if it is due. */
  readonly dueInMs: number;
}

/** Which batch to count. */
export interface CountQuery {
  readonly batchId: string;
  /** How many problems to name. */
  readonly mostProblems: number;
}

/**
 * Where a queued payout stands.
 *
 * - `waiting`: for a worker, or for its next try; nothing is on the wire
 * - `sending`: a worker has it
 * - `unknown`: it was sent and no answer settled it; a worker asks again
 * - `paid`, `failed`, `canceled`: it is over
 * - `review`: it is over for the queue; a person has to decide
 */
export type QueuedState = "waiting" | "sending" | "unknown" | "paid" | "failed" | "canceled" | "review";

/** What became of a batch. */
export interface BatchCount {
  readonly counts: Readonly<Record<QueuedState, number>>;
  /** The first payouts, by reference, that failed, need a person or another try. */
  readonly problems: readonly QueuedProblem[];
}

/** A payout that isn't paid, and why. */
export interface QueuedProblem {
  readonly reference: string;
  readonly state: QueuedState;
  readonly error: AttemptError | null;
  /** How often it was put back. */
  readonly tries: number;
  /** Milliseconds since the epoch, by the database's clock. */
  readonly updatedAtMs: number;
}
