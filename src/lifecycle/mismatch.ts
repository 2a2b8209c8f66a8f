import { type Issue, PayoutError } from "../domain/errors.ts";
import type { StoredRecord } from "../ports/payout-store.ts";
import type { Account } from "./account.ts";
import type { Intent } from "./movement.ts";
import { outcomeOf } from "./outcome-of.ts";
import { readRecord } from "./payout-record.ts";

/** The fields in which a call asks for another payout than the one that its reference names. */
export function differingFields(record: StoredRecord, payout: Intent, account: Account): string[] {
  const fields: string[] = [];
  if (record.account !== account.id) fields.push("account");
  // It binds for ever, because only this transfer's reversals are looked at before the next attempt.
  if (record.targetTransferId !== (payout.targetTransferId ?? null)) fields.push("transferId");
  if (takesNewParameters(record)) return fields;
  if (record.recipientId !== payout.recipientId) fields.push("recipientId");
  if (record.amount !== payout.amount) fields.push("amount");
  if (record.currency !== payout.currency) fields.push("currency");
  return fields;
}

/** Whether a payout ended unpaid, so that its next attempt takes the parameters of the call that opens it. */
export function takesNewParameters({ state }: StoredRecord): boolean {
  return state === "failed" || state === "canceled";
}

/** Whether two calls ask for the same payout; description and metadata are the first send's. */
export function samePayout(left: Intent, right: Intent): boolean {
  return (
    left.recipientId === right.recipientId &&
    left.amount === right.amount &&
    left.currency === right.currency &&
    (left.targetTransferId ?? null) === (right.targetTransferId ?? null)
  );
}

/** The error for a reference that names another payout; its outcome is that payout's. */
export function referenceConflict(record: StoredRecord, fields: readonly string[]): PayoutError<"INVALID_REQUEST"> {
  const payout = readRecord(record);
  const issues: Issue[] = fields.map((path) => ({
    path,
    message: `the reference already names a ${record.kind} with another ${path}; use a new reference for a new ${record.kind}`,
  }));
  return new PayoutError({
    code: "INVALID_REQUEST",
    reason: "reference_conflict",
    outcome: outcomeOf(record),
    details: { issues, conflict: { fields, payout } },
    reference: record.reference,
    message: `reference ${JSON.stringify(record.reference)} already names another ${record.kind}: ${fields.join(", ")} differ`,
  });
}
