import { apiError } from "../domain/api-error.ts";
import { type ApiErrorReason, PayoutError } from "../domain/errors.ts";
import type { AttemptError } from "../domain/payout-record.ts";
import type { Transfer } from "../domain/transfer.ts";
import type { StoredRecord } from "../ports/payout-store.ts";
import { outcomeOf } from "./outcome-of.ts";

/** What a caller is told of a payout that was paid before the call. */
export function alreadyPaid(reference: string, transfer: Transfer): PayoutError<"ALREADY_PAID"> {
  return new PayoutError({
    code: "ALREADY_PAID",
    outcome: "created",
    reason: "already_paid",
    details: { transfer },
    reference,
    message: `payout ${JSON.stringify(reference)} is already paid by transfer ${transfer.id}`,
  });
}

/** What a caller is told of a payout that failed, from what the store kept of it. */
export function failureOf(record: StoredRecord): PayoutError {
  const error = record.attempts.at(-1)?.lastError;
  return error == null
    ? apiError("not_found", "not_created", `the ${record.kind} was closed without a transfer; call again to try it anew`, {
        reference: record.reference,
        retryable: true,
      })
    : restoreError(record, error);
}

/** What a caller is told of a payout that nobody has settled yet. */
export function unsettled(record: StoredRecord, last: PayoutError | null): PayoutError<"API_ERROR"> {
  const { reference } = record;
  const outcome = outcomeOf(record);
  if (record.state === "review") {
    const why = record.notes.at(-1) ?? "nobody can tell whether it was paid";
    const kind = record.kind === "payout" ? "" : ' and kind "reversal"';
    const advice = `look at the provider and settle it with resolvePayout${kind}`;
    return apiError("needs_review", "unknown", `${why}; ${advice}`, { reference });
  }
  if (last?.code === "API_ERROR") {
    const { details, cause } = last;
    return apiError(last.reason, outcome, last.message, { details, reference, cause, retryable: last.retryable });
  }
  return apiError("in_progress", outcome, `the ${record.kind} isn't settled yet; call again with the same reference to be told`, {
    reference,
  });
}

/** What a caller is told where neither the provider nor a store that counts could say whether it was paid before. */
export function unlooked(error: PayoutError<"API_ERROR">, reference: string): PayoutError<"API_ERROR"> {
  const { reason, details, retryable, cause } = error;
  const message = `${error.message}; this call sent nothing, and nobody could look whether an earlier one did`;
  return apiError(reason, "unknown", message, { details, reference, retryable, cause });
}

function restoreError(record: StoredRecord, error: AttemptError): PayoutError {
  const { reference, recipientId, amount, currency } = record;
  const { message, providerCode } = error;
  const about = { outcome: "not_created", reference, message } as const;
  switch (error.code) {
    case "INSUFFICIENT_BALANCE":
      return new PayoutError({
        ...about,
        code: "INSUFFICIENT_BALANCE",
        reason: "insufficient_balance",
        details: { currency, required: amount, available: null },
      });
    case "BELOW_MINIMUM_THRESHOLD":
      return new PayoutError({
        ...about,
        code: "BELOW_MINIMUM_THRESHOLD",
        reason: "below_minimum",
        details: { currency, amount, minimum: null },
      });
    case "INVALID_RECIPIENT":
      return new PayoutError({
        ...about,
        code: "INVALID_RECIPIENT",
        reason: recipientReason(error.reason),
        details: { recipientId },
      });
    case "API_ERROR":
      return apiError(apiReason(error.reason), "not_created", message, {
        reference,
        // Closed as absent: a new call opens the next attempt.
        retryable: error.reason === "not_found" ? true : undefined,
        ...(providerCode === null ? {} : { details: { providerCode } }),
      });
    default:
      return new PayoutError({ ...about, code: "TRANSFER_FAILED", reason: "declined", details: { providerCode } });
  }
}

function recipientReason(reason: string): "malformed" | "not_found" | "not_ready" {
  return reason === "malformed" || reason === "not_found" ? reason : "not_ready";
}

function apiReason(reason: string): ApiErrorReason {
  const known: readonly ApiErrorReason[] = ["authentication", "permission", "not_found", "unavailable", "rate_limited"];
  return known.find((entry) => entry === reason) ?? "invalid_response";
}
