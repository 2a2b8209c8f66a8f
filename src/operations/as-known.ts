import { withOutcome } from "../domain/api-error.ts";
import { type Issue, PayoutError } from "../domain/errors.ts";
import type { Outcome } from "../domain/outcome.ts";
import { outcomeOf } from "../lifecycle/outcome-of.ts";
import type { RecordId, StoredRecord } from "../ports/payout-store.ts";
import { invalidRequest } from "./invalid-request.ts";

/**
 * What a failing read tells a caller who settles something by hand: not that the read created nothing, but what is
 * known of the payout.
 */
export function asKnown<E extends PayoutError>(error: E, record: StoredRecord | null): E | PayoutError<"API_ERROR"> {
  return error.code === "API_ERROR" ? withOutcome(error, record === null ? "unknown" : outcomeOf(record)) : error;
}

/** Refuses what somebody says of a record, and tells what is known of its money. */
export function refused(record: StoredRecord, issue: Issue): PayoutError<"INVALID_REQUEST"> {
  return withIssue(record, issue, outcomeOf(record));
}

/** What a call that only concerns one known payout, or reversal, can say when there is none: the store may have lost it. */
export function unknownReference(id: RecordId): PayoutError<"INVALID_REQUEST"> {
  return withIssue(id, { path: "reference", message: `no ${id.kind} is known by this reference` }, "unknown");
}

function withIssue({ reference }: RecordId, issue: Issue, outcome: Outcome): PayoutError<"INVALID_REQUEST"> {
  const { message, details } = invalidRequest([issue], reference);
  return new PayoutError({ code: "INVALID_REQUEST", reason: "invalid", outcome, message, details, reference });
}
