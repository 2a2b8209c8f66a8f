import type { StoredAttempt, StoredRecord } from "../../ports/payout-store.ts";

/** A copy that shares no object with the record. */
export function copyRecord(record: StoredRecord): StoredRecord {
  const { lease, transfer } = record;
  return {
    ...record,
    metadata: { ...record.metadata },
    lease: lease && { ...lease },
    attempts: record.attempts.map(copyAttempt),
    transfer: transfer && { ...transfer, metadata: { ...transfer.metadata } },
    notes: [...record.notes],
  };
}

function copyAttempt(attempt: StoredAttempt): StoredAttempt {
  const { prepared, lastError } = attempt;
  return { ...attempt, prepared: prepared && { ...prepared }, lastError: lastError && { ...lastError } };
}
