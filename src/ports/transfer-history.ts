import type { ResultAsync } from "neverthrow";
import type { TransferOrigin, TransferStatus } from "../domain/transfer.ts";
import type { StoreFailure } from "./payout-store.ts";

/**
 * A mirror of what an account ever paid, for stores that can add it up themselves. It holds every transfer that was
 * made before a time up to which it is covered, whoever made it, and nothing of what it was for. Several processes
 * may write to it at once; every write is one durable commit.
 */
export interface TransferHistory {
  /** The time before which every transfer is mirrored, milliseconds since the epoch; `null` if nothing was mirrored yet. */
  coveredMs(scope: HistoryScope): ResultAsync<number | null, StoreFailure>;
  /**
   * Keeps transfers, each once, and in the same commit the time up to which the history is covered with them, which
   * never goes back. A transfer that is there already is brought up to date. Gives how many were new or changed.
   */
  extend(scope: HistoryScope, transfers: readonly MirroredTransfer[], coveredMs: number): ResultAsync<number, StoreFailure>;
  /** Brings transfers up to date that are there already, and leaves out the others. Gives how many were changed. */
  refresh(scope: HistoryScope, transfers: readonly MirroredTransfer[]): ResultAsync<number, StoreFailure>;
  /** Adds up what is mirrored, all of it as it stood at one time; `null` if nothing was mirrored yet. */
  sum(scope: HistoryScope, query: HistoryQuery): ResultAsync<HistorySums | null, StoreFailure>;
}

/** Whose transfers they are. */
export interface HistoryScope {
  /** The provider's name. */
  readonly provider: string;
  readonly mode: "live" | "test";
  /** The provider's id of the account. */
  readonly account: string;
}

/**
 * A transfer as the mirror keeps it. What was taken back of it never becomes less: of two that differ, the one with the
 * larger `amountReversed` is the later one; of two with the same, the one that isn't `pending`, else the one written last.
 */
export interface MirroredTransfer {
  readonly id: string;
  /** The namespace whose mark it bears in the account's mode, `null` if it bears none. It doesn't change. */
  readonly namespace: string | null;
  readonly recipientId: string;
  /** Minor units. */
  readonly amount: number;
  /** A lower-case code. */
  readonly currency: string;
  /** Minor units. */
  readonly amountReversed: number;
  readonly status: TransferStatus;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
}

/** Which transfers to add up; `null` lets everything through. */
export interface HistoryQuery {
  /** Whose transfers count as `payoutkit`. */
  readonly namespace: string;
  readonly origin: TransferOrigin | null;
  readonly recipientId: string | null;
  readonly currency: string | null;
  /** Inclusive, milliseconds since the epoch. */
  readonly fromMs: number | null;
  /** Exclusive, milliseconds since the epoch. */
  readonly toMs: number | null;
  /** How many recipients of each currency to name. */
  readonly top: number;
  /** Whether to add up each day by itself, too. */
  readonly days: boolean;
}

/** What a history comes to. */
export interface HistorySums {
  /** The time before which every transfer is mirrored, milliseconds since the epoch. */
  readonly coveredMs: number;
  /** One for each currency of which there is any transfer, in no order. */
  readonly currencies: readonly HistorySum[];
}

/** What one currency comes to: minor units, over transfers that moved money. Sums are exact however large they are. */
export interface HistorySum {
  readonly currency: string;
  /** Transfers that moved money. */
  readonly count: number;
  readonly gross: bigint;
  readonly reversed: bigint;
  /** 0 if nothing moved. */
  readonly smallest: number;
  /** 0 if nothing moved. */
  readonly largest: number;
  /** Recipients of transfers that moved money. */
  readonly recipientCount: number;
  /** Transfers of each status, those that moved nothing included. */
  readonly byStatus: Readonly<Record<TransferStatus, number>>;
  /** The largest net sums first, equal ones by recipient. */
  readonly topRecipients: readonly { readonly recipientId: string; readonly count: number; readonly net: bigint }[];
  /** The days in UTC on which money moved, in no order, by their starts in milliseconds since the epoch. */
  readonly days: readonly { readonly startMs: number; readonly count: number; readonly net: bigint }[];
}
