import type { HistorySource } from "./history.ts";
import type { TransferFilters } from "./transfer-page.ts";
import type { TransferStatus } from "./transfer.ts";

/** The width of a timeline's buckets, in UTC. */
export type SummaryInterval = "day" | "week" | "month";

/** What to summarise. */
export interface SummaryRequest extends TransferFilters {
  /** Without it the timeline is empty. */
  readonly interval?: SummaryInterval | undefined;
  /** How many recipients to name, 10 by default. */
  readonly top?: number | undefined;
  /** `provider` by default. A store that keeps no history, as in memory, leaves it to the provider. */
  readonly history?: HistorySource | undefined;
}

/** What was paid, currency by currency. */
export interface PayoutSummary {
  /** Transfers of every status. */
  readonly count: number;
  /** Sorted by currency. */
  readonly currencies: readonly CurrencySummary[];
  /**
   * How fresh it is: transfers that were made before this time are in it, as they stood when they were read. It isn't
   * enumerable, so that it slips into nobody's JSON.
   */
  readonly asOf: Date;
}

/** What was paid in one currency; amounts in minor units, over transfers that moved money. */
export interface CurrencySummary {
  readonly currency: string;
  /** Transfers that moved money. */
  readonly count: number;
  readonly gross: number;
  readonly reversed: number;
  /** `gross - reversed`. */
  readonly net: number;
  /** The floor of `gross / count`; 0 if nothing moved. */
  readonly average: number;
  readonly smallest: number;
  readonly largest: number;
  readonly recipientCount: number;
  /** Transfers of each status, those that moved nothing included. */
  readonly byStatus: Readonly<Record<TransferStatus, number>>;
  /** Largest net first, equal ones by recipientId. */
  readonly topRecipients: readonly RecipientSummary[];
  /** Oldest first, without gaps. */
  readonly timeline: readonly TimelineBucket[];
}

/** What one recipient got in one currency. */
export interface RecipientSummary {
  readonly recipientId: string;
  readonly count: number;
  /** Minor units. */
  readonly net: number;
}

/** What was paid in one span of time. */
export interface TimelineBucket {
  /** The first day of the bucket, `YYYY-MM-DD` in UTC; weeks start on Monday. */
  readonly start: string;
  readonly count: number;
  /** Minor units. */
  readonly net: number;
}
