import type { StoredRecord, StoredTransfer } from "../ports/payout-store.ts";
import type { ProviderCapabilities } from "../ports/transfer-provider.ts";
import { currentAttempt, openAttempt, withAttempt } from "./attempts.ts";
import { type Moment, surelyElapsed } from "./moment.ts";
import { settleAsPaid, toFailed, type Transition } from "./settle.ts";

/** What a complete lookup by reference showed. */
export interface LookupFinding {
  /** Transfers of this payout that agree with its parameters. */
  readonly matching: readonly StoredTransfer[];
  /** Transfers that bear its mark and differ in recipient, amount, currency or mode. */
  readonly differing: readonly StoredTransfer[];
}

const hourMs = 3_600_000;
const neededEmptyLookups = 3;

/** any → what a complete lookup makes of a payout whose outcome is open. */
export function settleLookup(
  record: StoredRecord,
  finding: LookupFinding,
  moment: Moment,
  capabilities: ProviderCapabilities,
): Transition {
  const [transfer] = finding.matching;
  const found = finding.matching.length + finding.differing.length;
  if (found > 1) return foundSeveral(record, finding, moment);
  const [other] = finding.differing;
  if (transfer !== undefined) return settleAsPaid(record, transfer, moment.processMs);
  if (other !== undefined && record.state === "paid") return settleAsPaid(record, other, moment.processMs);
  if (found === 1) {
    const why = "a transfer with other parameters bears its mark";
    return { record: toReview(record, why, moment), alarm: { type: "parameters_differ" } };
  }
  return { record: settleAbsence(record, moment, capabilities), alarm: null };
}

/** UNKNOWN → RECONCILING: the key has expired and is never sent again. */
export function toReconciling(record: StoredRecord, nowMs: number): StoredRecord {
  return { ...record, state: "reconciling", lease: null, updatedAtMs: nowMs };
}

/** Whether a lookup now could count: the last one is an hour old, and nothing is on the wire any more. */
export function lookupCounts(record: StoredRecord, moment: Moment, capabilities: ProviderCapabilities): boolean {
  const attempt = currentAttempt(record);
  const settled = surelyElapsed(attempt.lastSentAtMs, capabilities.settleMs, moment);
  return settled && (attempt.lastLookupAtMs === null || surelyElapsed(attempt.lastLookupAtMs, hourMs, moment));
}

/** Whether an absence may be believed by hand: the last send is older than the key's window and the quiet time. */
export function absenceIsSafe(record: StoredRecord, moment: Moment, capabilities: ProviderCapabilities): boolean {
  const attempt = openAttempt(record);
  const waitMs = capabilities.keyWindowMs + capabilities.quietMs;
  return attempt === null || surelyElapsed(attempt.lastSentAtMs, waitMs, moment);
}

function foundSeveral(record: StoredRecord, finding: LookupFinding, moment: Moment): Transition {
  const transferIds = [...finding.matching, ...finding.differing].map(({ id }) => id);
  const alarm = { type: "duplicate_transfer", transferIds } as const;
  if (record.state === "paid") return { record, alarm };
  return { record: toReview(record, `${transferIds.length} transfers bear its mark`, moment), alarm };
}

function settleAbsence(record: StoredRecord, moment: Moment, capabilities: ProviderCapabilities): StoredRecord {
  const attempt = openAttempt(record);
  if (attempt === null) return record;
  if (attempt.keyConflict && record.state !== "review") {
    return toReview(record, "its key was used with other parameters and no transfer bears its mark", moment);
  }
  if (record.state !== "reconciling" || !lookupCounts(record, moment, capabilities)) return record;
  const nowMs = moment.processMs;
  const emptyLookups = attempt.emptyLookups + 1;
  const counted = { ...withAttempt(record, { emptyLookups, lastLookupAtMs: nowMs }), updatedAtMs: nowMs };
  const quiet = surelyElapsed(attempt.lastSentAtMs, capabilities.quietMs, moment);
  if (emptyLookups < neededEmptyLookups || !quiet) return counted;
  return attempt.serverError
    ? toReview(counted, "no transfer is found, but the provider answered with a server error and may still make one", moment)
    : toFailed(counted, nowMs, absent);
}

function toReview(record: StoredRecord, why: string, moment: Moment): StoredRecord {
  const nowMs = moment.processMs;
  if (record.state === "review" && record.notes.includes(why)) return record;
  return { ...record, state: "review", lease: null, notes: [...record.notes, why], updatedAtMs: nowMs };
}

const absent = {
  code: "API_ERROR",
  reason: "not_found",
  message: "no answer ever came and the provider has no such transfer; it was closed as absent",
  providerCode: null,
};
