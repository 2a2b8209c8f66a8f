import type { StoredRecord } from "../ports/payout-store.ts";

/** What the clocks say at once; milliseconds since the epoch. */
export interface Moment {
  readonly processMs: number;
  /** The store's own clock, `null` if it has none. */
  readonly storeMs: number | null;
}

/** Whether every clock says that so much time has passed: for what must not end too early. */
export function surelyElapsed(sinceMs: number, durationMs: number, moment: Moment): boolean {
  return Math.min(moment.processMs, moment.storeMs ?? moment.processMs) - sinceMs >= durationMs;
}

/** Whether any clock, or the record's latest time, says that so much time has passed: for what must not end too late. */
export function maybeElapsed(sinceMs: number, durationMs: number, moment: Moment, record: StoredRecord): boolean {
  const latest = Math.max(moment.processMs, moment.storeMs ?? moment.processMs, record.updatedAtMs);
  return latest - sinceMs >= durationMs;
}
