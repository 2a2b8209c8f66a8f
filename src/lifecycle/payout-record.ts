import type { PayoutAttempt, PayoutRecord } from "../domain/payout-record.ts";
import type { StoredAttempt, StoredRecord } from "../ports/payout-store.ts";
import { outcomeOf } from "./outcome-of.ts";
import { readTransfer } from "./stored-transfer.ts";

/** A stored record as callers see it: without keys, leases and frozen requests. */
export function readRecord(record: StoredRecord): PayoutRecord {
  const { reference, namespace, mode, state, recipientId, amount, currency, description, metadata, notes } = record;
  return {
    reference,
    namespace,
    mode,
    state,
    outcome: outcomeOf(record),
    recipientId,
    amount,
    currency,
    description,
    metadata,
    notes,
    transfer: record.transfer === null ? null : readTransfer(record.transfer),
    attempts: record.attempts.map(readAttempt),
    createdAt: new Date(record.createdAtMs),
    updatedAt: new Date(record.updatedAtMs),
  };
}

function readAttempt(attempt: StoredAttempt): PayoutAttempt {
  const { number, sends, firstSentAtMs, lastSentAtMs, closedAtMs, lastError } = attempt;
  return {
    number,
    sends,
    firstSentAt: new Date(firstSentAtMs),
    lastSentAt: new Date(lastSentAtMs),
    closedAt: closedAtMs === null ? null : new Date(closedAtMs),
    lastError,
  };
}
