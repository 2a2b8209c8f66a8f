import type { StoredRecord } from "../ports/payout-store.ts";

/** What the clocks say at once; milliseconds since the epoch. */
export interface Moment {
  readonly processMs: number;
  /** The store's own clock, `null` if it has none. */
  readonly storeMs: number | null;
  /** The provider's clock, as its last answer showed it; `null` until then. */
  readonly providerMs: number | null;
}

/** The time to write down where a later one would make a key seem younger than it is. */
export function earliest({ processMs, storeMs, providerMs }: Moment): number {
  return Math.min(processMs, storeMs ?? processMs, providerMs ?? processMs);
}

/** The time to write down where an earlier one would make a wait seem longer than it was. */
export function latest({ processMs, storeMs }: Moment): number {
  return Math.max(processMs, storeMs ?? processMs);
}

/** Whether every clock says that so much time has passed: for what must not end too early. */
export function surelyElapsed(sinceMs: number, durationMs: number, { processMs, storeMs }: Moment): boolean {
  return Math.min(processMs, storeMs ?? processMs) - sinceMs >= durationMs;
}

/** Whether any clock, or the record's latest time, says that so much time has passed: for what must not end too late. */
export function maybeElapsed(sinceMs: number, durationMs: number, moment: Moment, record: StoredRecord): boolean {
  return Math.max(latest(moment), moment.providerMs ?? 0, record.updatedAtMs) - sinceMs >= durationMs;
}
