import type { Money } from "./money.ts";
import type { TransferFilters } from "./transfer-page.ts";

/** Where a history is taken from: `provider` reads its pages, `store` adds up what `syncHistory` mirrored. */
export type HistorySource = "provider" | "store";

/** What to add up, and where it is taken from. */
export interface TotalPaidRequest extends TransferFilters {
  /** `provider` by default. A store that keeps no history, as in memory, leaves it to the provider. */
  readonly history?: HistorySource | undefined;
}

/**
 * What was paid, one entry for each currency. It is an array like any other; `asOf` isn't enumerable, so that it
 * slips into nobody's JSON.
 */
export type TotalPaid = Money[] & {
  /** How fresh it is: transfers that were made before this time are in it, as they stood when they were read. */
  readonly asOf: Date;
};

/** How much of the history is read again. */
export interface SyncHistoryRequest {
  /** Transfers created at or after this time are read again; a week before the last sync by default. */
  readonly from?: Date | undefined;
}

/** What a sync of the history did. */
export interface SyncHistoryReport {
  /** Transfers that the provider showed. */
  readonly read: number;
  /** Transfers that were new to the store, or had changed. */
  readonly written: number;
  /** Where reading began: `null` for the very beginning. */
  readonly from: Date | null;
  /** Every transfer created before this time is in the store now; `null` if nobody can say so yet. */
  readonly asOf: Date | null;
  /** Whether it reached the time at which it was called; false if its signal ended it before, and the next call goes on. */
  readonly complete: boolean;
}

/** Hangs on an answer how fresh it is, out of sight of JSON. */
export function withAsOf<T extends object>(answer: T, asOfMs: number): T & { readonly asOf: Date } {
  const fresh: { readonly asOf: Date } = { asOf: new Date(asOfMs) };
  const told = Object.assign(answer, fresh);
  return Object.defineProperty(told, "asOf", { enumerable: false, writable: false });
}
