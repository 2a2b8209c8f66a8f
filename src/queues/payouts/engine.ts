import type { ResultAsync } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import type { LedgerTransaction } from "../../ports/queue-ledger.ts";

/**
 * What a payout queue needs of an engine for jobs: to hand each job to one worker at a time, to hand it out again if
 * that worker dies, and to keep it until then. It decides nothing about money. No call throws or rejects.
 */
export interface QueueEngine {
  /** Creates the lanes, or brings their settings up to date. */
  install(): ResultAsync<void, EngineFailure>;
  /** Names the database and its server, as the ledger does. */
  place(): ResultAsync<string, EngineFailure>;
  /** Adds jobs in a transaction of the ledger. */
  insert(lane: LaneName, jobs: readonly NewJob[], transaction: LedgerTransaction): ResultAsync<void, EngineFailure>;
  /** Takes jobs that are due, so many at most, for this worker alone while it keeps them. */
  fetch(lane: LaneName, limit: number): ResultAsync<EngineJob[], EngineFailure>;
  /** Says that this worker still has them; those that nobody keeps for 15 seconds count as dropped. */
  keep(lane: LaneName, jobs: readonly EngineJob[]): ResultAsync<void, EngineFailure>;
  /** Ends jobs for good. */
  complete(lane: LaneName, jobs: readonly EngineJob[]): ResultAsync<void, EngineFailure>;
  /** Gives jobs back after a fault of this worker's surroundings. */
  fail(lane: LaneName, jobs: readonly EngineJob[], why: string): ResultAsync<void, EngineFailure>;
  /** The payouts' jobs that workers have dropped, because they died. */
  findDropped(): ResultAsync<EngineJob[], EngineFailure>;
  /** Those of the jobs that are still to be done, are being done, or are dead. */
  findKept(ids: readonly string[]): ResultAsync<ReadonlySet<string>, EngineFailure>;
  /** The first dead letters, oldest first. */
  listDead(limit: number): ResultAsync<DeadJob[], EngineFailure>;
  /** Has a chore done by some worker at these times (five fields of cron, UTC); `null` never again. */
  schedule(chore: string, cron: string | null): ResultAsync<void, EngineFailure>;
  /** Refreshes what the database knows of the jobs. */
  refreshStatistics(): ResultAsync<void, EngineFailure>;
}

/** Why an engine couldn't do something; its reason is `store_unavailable`. */
export type EngineFailure = PayoutError<"API_ERROR">;

/** Payouts to pay, chores to do, and payouts whose jobs failed too often. */
export type LaneName = "payouts" | "chores" | "dead";

/** A job to be added. */
export interface NewJob {
  /** A UUID. */
  readonly id: string;
  /** The references of its payouts. */
  readonly subjects: readonly string[];
  /** How long it waits, milliseconds. */
  readonly delayMs: number;
  /** Why it is a dead letter; `null` if it isn't one. */
  readonly why: string | null;
}

/** A job that this worker has. */
export interface EngineJob {
  readonly id: string;
  /** The references of its payouts, or the name of its chore. */
  readonly subjects: readonly string[];
  /** How often it was given back before. */
  readonly retries: number;
}

/** A payout whose job failed too often. */
export interface DeadJob {
  readonly reference: string;
  /** Why it failed last. */
  readonly why: string;
  readonly at: Date;
}
