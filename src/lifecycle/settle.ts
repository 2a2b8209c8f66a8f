import { unreachable } from "../domain/invariant.ts";
import type { AttemptError } from "../domain/payout-record.ts";
import type { StoredRecord, StoredTransfer } from "../ports/payout-store.ts";
import type { CreateFailure } from "../ports/transfer-provider.ts";
import { closeAttempt, currentAttempt, openAttempt, withAttempt } from "./attempts.ts";
import { releaseClaim } from "./claim.ts";

/** Something about a change that a person should hear of. */
export type Alarm =
  | { readonly type: "duplicate_transfer"; readonly transferIds: readonly string[] }
  | { readonly type: "failed_payout_was_paid" }
  | { readonly type: "parameters_differ" };

/** A record after a transition; the same object if nothing changed. */
export interface Transition {
  readonly record: StoredRecord;
  readonly alarm: Alarm | null;
}

/** any → PAID, because the transfer exists. A fact: it needs no lease, and it is accepted from anyone. */
export function settleAsPaid(record: StoredRecord, transfer: StoredTransfer, nowMs: number): Transition {
  const known = record.transfer;
  if (record.state === "paid" && known !== null) {
    if (known.id !== transfer.id) {
      return { record, alarm: { type: "duplicate_transfer", transferIds: [known.id, transfer.id] } };
    }
    if (transfer.amountReversed <= known.amountReversed) return { record, alarm: null };
    const newer = { ...known, amountReversed: transfer.amountReversed, status: transfer.status };
    return { record: { ...record, transfer: newer, updatedAtMs: nowMs }, alarm: null };
  }
  const alarm = record.state === "failed" ? ({ type: "failed_payout_was_paid" } as const) : null;
  const closed = closeAttempt(record, nowMs);
  return { record: { ...closed, state: "paid", lease: null, transfer, updatedAtMs: nowMs }, alarm };
}

/** SENDING → what a request that didn't succeed makes of it. A command: the caller holds the lease. */
export function settleFailure(record: StoredRecord, failure: CreateFailure, nowMs: number): Transition {
  const noted = withAttempt(record, { lastError: attemptError(failure) });
  switch (failure.kind) {
    case "declined":
      return { record: settleDecline(noted, failure, nowMs), alarm: null };
    case "not_executed":
      return { record: releaseClaim(noted, nowMs), alarm: null };
    case "indeterminate":
      return { record: toUnknown(withFlags(noted, failure), nowMs), alarm: null };
    case "key_conflict": {
      const flagged = withAttempt(noted, { unsettled: true, keyConflict: true });
      return { record: toUnknown(flagged, nowMs), alarm: { type: "parameters_differ" } };
    }
    default:
      return unreachable(failure.kind);
  }
}

/** Keeps what an answer says about the attempt when its lease is somebody else's by now. */
export function noteLateFailure(record: StoredRecord, attempt: number, failure: CreateFailure): StoredRecord {
  const open = openAttempt(record);
  if (open?.number !== attempt || failure.kind !== "indeterminate") return record;
  if (open.unsettled && (open.serverError || !failure.serverError)) return record;
  return withFlags(record, failure);
}

/** The stored form of what went wrong. */
export function attemptError(failure: CreateFailure): AttemptError {
  const { code, reason, message, details } = failure.error;
  const providerCode = "providerCode" in details ? (details.providerCode ?? null) : null;
  return { code, reason, message, providerCode };
}

function settleDecline(record: StoredRecord, failure: CreateFailure, nowMs: number): StoredRecord {
  const attempt = currentAttempt(record);
  const sealed = failure.replayed || (attempt.sends === 1 && !attempt.unsettled);
  return sealed ? toFailed(record, nowMs) : toUnknown(withAttempt(record, { unsettled: true }), nowMs);
}

/** SENDING, RECONCILING, REVIEW → FAILED: no transfer exists and the key is dead. */
export function toFailed(record: StoredRecord, nowMs: number, error?: AttemptError): StoredRecord {
  return { ...closeAttempt(record, nowMs, error), state: "failed", lease: null, updatedAtMs: nowMs };
}

function toUnknown(record: StoredRecord, nowMs: number): StoredRecord {
  return { ...record, state: "unknown", lease: null, updatedAtMs: nowMs };
}

function withFlags(record: StoredRecord, failure: CreateFailure): StoredRecord {
  const attempt = currentAttempt(record);
  return withAttempt(record, { unsettled: true, serverError: attempt.serverError || failure.serverError });
}
