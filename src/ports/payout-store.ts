import type { ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { AttemptError, PayoutState } from "../domain/payout-record.ts";
import type { TransferFields } from "../domain/transfer.ts";
import type { TransferHistory } from "./transfer-history.ts";
import type { PreparedTransfer } from "./transfer-provider.ts";

/**
 * The durable memory of payouts. It keeps records and compares before it writes; what a record means is
 * decided by the lifecycle. Every call returns a Result and never throws or rejects. A failure's `outcome`
 * says whether a write may have been kept: `not_created` if it surely wasn't, `unknown` if nobody answered.
 */
export interface PayoutStore {
  /** The version of this port that the store was written for. */
  readonly specificationVersion: "v1";
  /** A short lower-case name, such as `sqlite`. */
  readonly name: string;
  /** Tells the process that owns a lease from a dead one, where the machine can; `null` where it can't. */
  readonly processes: ProcessRegistry | null;
  /** The records of these ids, in their order; `null` for those that don't exist. */
  load(ids: readonly RecordId[]): ResultAsync<StoreAnswer<StoredRecord | null>, StoreFailure>;
  /**
   * Writes each record if it still stands where the caller saw it, in one durable commit for all. The ids
   * of one call are distinct. When this resolves, what was written survives a crash of the machine.
   */
  write(writes: readonly RecordWrite[]): ResultAsync<StoreAnswer<WriteResult>, StoreFailure>;
  /** Records in these states, ordered by reference, at most `limit` of them after the cursor. */
  list(query: RecordQuery): ResultAsync<StoreAnswer<StoredRecord>, StoreFailure>;
  /** A small fact that was kept about a scope, `null` if there is none. */
  readNote(scope: RecordScope, name: string): ResultAsync<string | null, StoreFailure>;
  /** Keeps a small fact about a scope, durably, over the one before. */
  writeNote(scope: RecordScope, name: string, value: string): ResultAsync<void, StoreFailure>;
  /** Mirrors the provider's history and adds it up, where the store can. */
  readonly history?: TransferHistory | undefined;
  /** Releases what the store holds; calls after it fail. */
  close(): ResultAsync<void, StoreFailure>;
}

/** Why a store couldn't answer; its reason is `store_unavailable`. */
export type StoreFailure = PayoutError<"API_ERROR">;

/** Entries in the order of what was asked, and the time at which they were true. */
export interface StoreAnswer<T> {
  readonly entries: readonly T[];
  /** The store's own clock, milliseconds since the epoch; `null` if it has none but the process's. */
  readonly nowMs: number | null;
}

/** What a record is about: money sent, or money taken back. */
export type RecordKind = "payout" | "reversal";

/** The records of one namespace of one account. */
export interface RecordScope {
  readonly kind: RecordKind;
  /** `live`, or `test:` and the account. */
  readonly mode: string;
  readonly namespace: string;
}

/** What makes a record unique. */
export interface RecordId extends RecordScope {
  readonly reference: string;
}

/** One compare-and-set. */
export interface RecordWrite {
  readonly record: StoredRecord;
  /** The revision that the caller saw; `null` to insert a record that doesn't exist. */
  readonly replaces: string | null;
}

/** Whether a write took place; if not, what stands there instead. */
export type WriteResult =
  | { readonly written: true }
  | { readonly written: false; readonly current: StoredRecord | null };

/** Which records to list. */
export interface RecordQuery {
  readonly scope: RecordScope;
  readonly states: readonly PayoutState[];
  /** The reference of the last record of the page before. */
  readonly after: string | null;
  readonly limit: number;
}

/** Who is alive on this machine. */
export interface ProcessRegistry {
  /** This process, in a form that names it for ever: machine, boot, process namespace, process, start. */
  readonly self: string;
  /** Whether that process has surely ended; `false` whenever it can't be told. */
  isGone(owner: string): boolean;
}

/** Who may command a record, and until when. */
export interface Lease {
  /** Unique for each claim. */
  readonly token: string;
  /** A name from the {@link ProcessRegistry}, `null` where there is none. */
  readonly owner: string | null;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** A payout or reversal as it is kept; times in milliseconds since the epoch. */
export interface StoredRecord extends RecordId {
  /** Unique for each write of this record, so that a restored backup can't pass for what was seen. */
  readonly revision: string;
  /** The provider's account, frozen. */
  readonly account: string;
  readonly state: PayoutState;
  /** The recipient of a payout. For a reversal, the recipient of the transfer. */
  readonly recipientId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** The transfer that a reversal takes back, `null` for a payout. */
  readonly targetTransferId: string | null;
  readonly lease: Lease | null;
  /** Oldest first; only the last one may be open. */
  readonly attempts: readonly StoredAttempt[];
  /** The transfer (or reversal) that exists, once that is known. */
  readonly transfer: StoredTransfer | null;
  /** Who settled it by hand and why, newest last. */
  readonly notes: readonly string[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** One try under one idempotency key. */
export interface StoredAttempt {
  /** 1 for the first. */
  readonly number: number;
  readonly key: string;
  /** Frozen at the first send; `null` once the attempt is closed and they are no longer needed. */
  readonly prepared: PreparedTransfer | null;
  readonly firstSentAtMs: number;
  readonly lastSentAtMs: number;
  /** Sends that may have reached the provider. */
  readonly sends: number;
  /** Whether some send has no answer that settles it. */
  readonly unsettled: boolean;
  /** Whether some send was answered with a server error. */
  readonly serverError: boolean;
  /** Whether the provider said that the key was used with other parameters. */
  readonly keyConflict: boolean;
  /** Complete lookups that found nothing, an hour or more apart. */
  readonly emptyLookups: number;
  readonly lastLookupAtMs: number | null;
  readonly closedAtMs: number | null;
  readonly lastError: AttemptError | null;
}

/** A transfer in a form that JSON keeps. */
export type StoredTransfer = Omit<TransferFields, "createdAt"> & { readonly createdAtMs: number };
