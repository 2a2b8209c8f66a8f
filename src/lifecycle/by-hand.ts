import type { StoredRecord, StoredTransfer } from "../ports/payout-store.ts";
import { closeAttempt } from "./attempts.ts";
import { settleAsPaid, toFailed, type Transition } from "./settle.ts";

/** READY → CANCELED: nothing was sent, and nothing will be without a new call. */
export function toCanceled(record: StoredRecord, nowMs: number): StoredRecord {
  return { ...closeAttempt(record, nowMs), state: "canceled", lease: null, updatedAtMs: nowMs };
}

/** REVIEW → PAID or FAILED: somebody looked and says so. What was paid is what the transfer says. */
export function settleByHand(
  record: StoredRecord,
  transfer: StoredTransfer | null,
  note: string,
  nowMs: number,
): Transition {
  const noted = { ...record, notes: [...record.notes, note] };
  if (transfer !== null) {
    const { recipientId, amount, currency } = transfer;
    return settleAsPaid({ ...noted, recipientId, amount, currency }, transfer, nowMs);
  }
  const error = { code: "API_ERROR", reason: "not_found", message: note, providerCode: null };
  return { record: toFailed(noted, nowMs, error), alarm: null };
}
