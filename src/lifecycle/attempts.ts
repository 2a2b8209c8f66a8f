import { invariant } from "../domain/invariant.ts";
import type { AttemptError } from "../domain/payout-record.ts";
import type { StoredAttempt, StoredRecord } from "../ports/payout-store.ts";
import type { PreparedTransfer } from "../ports/transfer-provider.ts";
import { idempotencyKey } from "./key.ts";

/** The attempt that isn't closed, if there is one; it is always the last. */
export function openAttempt(record: StoredRecord): StoredAttempt | null {
  const last = record.attempts.at(-1);
  return last !== undefined && last.closedAtMs === null ? last : null;
}

/** The open attempt of a record whose state says that it has one. */
export function currentAttempt(record: StoredRecord): StoredAttempt {
  const attempt = openAttempt(record);
  invariant(attempt !== null, `a payout in state ${record.state} has no open attempt`);
  return attempt;
}

/** The attempt after the last one, without the times of its first send. */
export function nextAttempt(record: StoredRecord, prepared: PreparedTransfer): NewAttempt {
  const number = (record.attempts.at(-1)?.number ?? 0) + 1;
  return {
    number,
    key: idempotencyKey(record, number),
    prepared,
    unsettled: false,
    serverError: false,
    keyConflict: false,
    emptyLookups: 0,
    lastLookupAtMs: null,
    closedAtMs: null,
    lastError: null,
  };
}

type NewAttempt = Omit<StoredAttempt, "firstSentAtMs" | "lastSentAtMs" | "sends">;

/** The record with its last attempt changed. */
export function withAttempt(record: StoredRecord, change: Partial<StoredAttempt>): StoredRecord {
  const last = record.attempts.at(-1);
  invariant(last !== undefined, "a payout without attempts can't change one");
  return { ...record, attempts: [...record.attempts.slice(0, -1), { ...last, ...change }] };
}

/** The record with its open attempt, if any, closed; what was frozen for resending is no longer needed. */
export function closeAttempt(record: StoredRecord, nowMs: number, lastError?: AttemptError): StoredRecord {
  if (openAttempt(record) === null) return record;
  const error = lastError === undefined ? {} : { lastError };
  return withAttempt(record, { closedAtMs: nowMs, prepared: null, ...error });
}
