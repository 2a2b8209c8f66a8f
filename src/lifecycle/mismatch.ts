import { type FieldDifference, type Issue, PayoutError } from "../domain/errors.ts";
import type { StoredRecord } from "../ports/payout-store.ts";
import type { Account } from "./account.ts";
import type { Intent } from "./movement.ts";
import { outcomeOf } from "./outcome-of.ts";
import { readRecord } from "./payout-record.ts";

/** The fields in which a call asks for another payout than the one that its reference names. */
export function differingFields(record: StoredRecord, payout: Intent, account: Account): FieldDifference[] {
  const differences: FieldDifference[] = [];
  const compare = (field: string, stored: string | number, given: string | number): void => {
    if (stored !== given) differences.push({ field, stored, given });
  };
  compare("account", record.account, account.id);
  // It binds for ever, because only this transfer's reversals are looked at before the next attempt.
  compare("transferId", record.targetTransferId ?? "", payout.targetTransferId ?? "");
  if (takesNewParameters(record)) return differences;
  compare("recipientId", record.recipientId, payout.recipientId);
  compare("amount", record.amount, payout.amount);
  compare("currency", record.currency, payout.currency);
  return differences;
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
export function referenceConflict(
  record: StoredRecord,
  differences: readonly FieldDifference[],
): PayoutError<"INVALID_REQUEST"> {
  const { kind } = record;
  const payout = readRecord(record);
  const issues: Issue[] = differences.map(({ field, stored, given }) => ({
    path: field,
    message: `the reference already names a ${kind} with ${stored}, got ${given}; use a new reference for a new ${kind}`,
  }));
  const told = differences.map(({ field, stored, given }) => `its ${field} is ${stored}, not ${given}`).join(", ");
  return new PayoutError({
    code: "INVALID_REQUEST",
    reason: "reference_conflict",
    outcome: outcomeOf(record),
    details: { issues, conflict: { fields: differences.map(({ field }) => field), differences, payout } },
    reference: record.reference,
    message: `reference ${JSON.stringify(record.reference)} already names another ${kind}: ${told}`,
  });
}
