import { type ApiErrorReason, PayoutError } from "../../domain/errors.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { CreateErrorCode, CreateFailure } from "../../ports/transfer-provider.ts";
import type { StripeCreateParams } from "./client.ts";
import type { StripeFailure } from "./failure.ts";
import { apiError, causeOf, explain, reasonOf } from "./map-error.ts";

/** What a request for a transfer that didn't succeed says about itself. */
export function createFailure(failure: StripeFailure, sent: StripeCreateParams): CreateFailure {
  const kind = kindOf(failure);
  return {
    kind,
    replayed: failure.replayed,
    serverError: isServerError(failure),
    error: errorOf(kind, failure, sent),
    serverTimeMs: failure.serverTimeMs,
  };
}

/** The failure of a request that was never sent, because what was to be sent can't be read. */
export function notSent(message: string): CreateFailure {
  const error = new PayoutError({
    code: "API_ERROR",
    outcome: "not_created",
    reason: "needs_review",
    details: {},
    message,
  });
  return { kind: "not_executed", replayed: false, serverError: false, error, serverTimeMs: null };
}

function kindOf(failure: StripeFailure): CreateFailure["kind"] {
  const { kind, status, type, code, replayed } = failure;
  if (kind !== "refused" || status === null || status < 400 || status >= 500) return "indeterminate";
  if (status === 409 || code === "idempotency_key_in_use") return "indeterminate";
  if (type === "idempotency_error") return "key_conflict";
  // A stored answer is the answer to every request under its key, whatever its status is.
  if (replayed) return "declined";
  const reason = reasonOf(failure);
  if (turnedAway.has(reason)) return "not_executed";
  return reason === "unavailable" || type === null ? "indeterminate" : "declined";
}

/** An answer whose status got lost with its body is taken for a server error: the cautious reading. */
function isServerError({ kind, status }: StripeFailure): boolean {
  return status === null ? kind === "unreadable" : status >= 500;
}

function errorOf(
  kind: CreateFailure["kind"],
  failure: StripeFailure,
  sent: StripeCreateParams,
): PayoutError<CreateErrorCode> {
  switch (kind) {
    case "declined":
      return declineError(failure, sent);
    case "not_executed":
      return transferError(failure, reasonOf(failure), "not_created");
    case "key_conflict":
      return apiError(failure, {
        reason: "needs_review",
        outcome: "unknown",
        message: "Stripe: the idempotency key was used with other parameters; look the payout up before anything else",
      });
    case "indeterminate":
      return transferError(failure, reasonOf(failure), "unknown");
  }
}

function declineError(failure: StripeFailure, sent: StripeCreateParams): PayoutError<CreateErrorCode> {
  const { amount, currency, destination } = sent;
  const { code, param } = failure;
  const base = { outcome: "not_created", cause: causeOf(failure) } as const;
  if (turnedAway.has(reasonOf(failure))) return transferError(failure, reasonOf(failure), "not_created");
  if (code === "balance_insufficient") {
    return new PayoutError({
      ...base,
      code: "INSUFFICIENT_BALANCE",
      reason: "insufficient_balance",
      details: { currency, required: amount, available: null },
      message: `Stripe: the available balance doesn't cover ${amount} ${currency} (minor units); add funds and call again`,
    });
  }
  if (code === "amount_too_small") {
    return new PayoutError({
      ...base,
      code: "BELOW_MINIMUM_THRESHOLD",
      reason: "below_minimum",
      details: { currency, amount, minimum: null },
      message: `Stripe: ${amount} ${currency} (minor units) is less than it transfers; pay a larger amount`,
    });
  }
  const recipientReason = recipientReasonOf(code, param);
  if (recipientReason !== null) {
    return new PayoutError({
      ...base,
      code: "INVALID_RECIPIENT",
      reason: recipientReason,
      details: { recipientId: destination },
      message: `Stripe: ${recipientWords(recipientReason, destination)} (${code})`,
    });
  }
  return new PayoutError({
    ...base,
    code: "TRANSFER_FAILED",
    reason: "declined",
    details: { providerCode: code },
    message: `Stripe: the transfer was refused (${code ?? `status ${failure.status}`}); Stripe's log shows why`,
  });
}

function recipientReasonOf(code: string | null, param: string | null): "not_found" | "not_ready" | null {
  if (code === "resource_missing" && param === "destination") return "not_found";
  return code !== null && unreadyCodes.has(code) ? "not_ready" : null;
}

function recipientWords(reason: "not_found" | "not_ready", recipientId: string): string {
  return reason === "not_found"
    ? `there is no connected account ${recipientId}; check the id, and that the key is of the same mode and platform`
    : `${recipientId} can't be paid now; check that its capability transfers is active`;
}

function transferError(failure: StripeFailure, reason: ApiErrorReason, outcome: Outcome): PayoutError<"API_ERROR"> {
  const rest = outcome === "unknown" ? "; the transfer may or may not exist, so call again with the same reference" : "";
  return apiError(failure, { reason, outcome, message: `Stripe: couldn't create a transfer: ${explain(failure, reason)}${rest}` });
}

const turnedAway: ReadonlySet<ApiErrorReason> = new Set<ApiErrorReason>(["rate_limited", "authentication", "permission"]);

const unreadyCodes: ReadonlySet<string> = new Set([
  "insufficient_capabilities_for_transfer",
  "transfers_not_allowed",
  "account_closed",
]);
