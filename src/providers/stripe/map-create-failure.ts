import { type ApiErrorReason, PayoutError } from "../../domain/errors.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { CreateErrorCode, CreateFailure } from "../../ports/transfer-provider.ts";
import type { StripeCreateParams } from "./client.ts";
import type { StripeFailure } from "./failure.ts";
import { apiError, causeOf, explain, reasonOf } from "./map-error.ts";

/** What a request for a transfer that didn't succeed says about itself. */
export function createFailure(failure: StripeFailure, sent: StripeCreateParams): CreateFailure {
  return requestFailure(failure, { action: "create a transfer", declined: () => declineError(failure, sent) });
}

/** What was tried, and how its refusal is told. */
export interface FailureWords {
  /** Such as `create a transfer`. */
  readonly action: string;
  readonly declined: () => PayoutError<CreateErrorCode>;
}

/** What a request that moves money and didn't succeed says about itself. */
export function requestFailure(failure: StripeFailure, words: FailureWords): CreateFailure {
  const kind = kindOf(failure);
  return {
    kind,
    replayed: failure.replayed,
    serverError: isServerError(failure),
    error: errorOf(kind, failure, words),
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
  { action, declined }: FailureWords,
): PayoutError<CreateErrorCode> {
  const reason = reasonOf(failure);
  switch (kind) {
    case "declined":
      return turnedAway.has(reason) ? requestError(failure, action, "not_created") : declined();
    case "not_executed":
      return requestError(failure, action, "not_created");
    case "key_conflict":
      return apiError(failure, {
        reason: "needs_review",
        outcome: "unknown",
        message: "Stripe: the idempotency key was used with other parameters; look the payout up before anything else",
      });
    case "indeterminate":
      return requestError(failure, action, "unknown");
  }
}

function declineError(failure: StripeFailure, sent: StripeCreateParams): PayoutError<CreateErrorCode> {
  const { code, status } = failure;
  if (code === "balance_insufficient") return balanceError(failure, sent);
  if (code === "amount_too_small") return minimumError(failure, sent);
  const recipientReason = recipientReasonOf(failure);
  if (recipientReason !== null) return recipientError(failure, sent, recipientReason);
  return new PayoutError({
    code: "TRANSFER_FAILED",
    outcome: "not_created",
    reason: "declined",
    details: { providerCode: code },
    message: `Stripe: the transfer was refused (${code ?? `status ${status}`}); Stripe's log shows why`,
    cause: causeOf(failure),
  });
}

function balanceError(failure: StripeFailure, { amount, currency }: StripeCreateParams): PayoutError<"INSUFFICIENT_BALANCE"> {
  return new PayoutError({
    code: "INSUFFICIENT_BALANCE",
    outcome: "not_created",
    reason: "insufficient_balance",
    details: { currency, required: amount, available: null },
    message: `Stripe: the available balance doesn't cover ${amount} ${currency} (minor units); add funds and call again`,
    cause: causeOf(failure),
  });
}

function minimumError(failure: StripeFailure, { amount, currency }: StripeCreateParams): PayoutError<"BELOW_MINIMUM_THRESHOLD"> {
  return new PayoutError({
    code: "BELOW_MINIMUM_THRESHOLD",
    outcome: "not_created",
    reason: "below_minimum",
    details: { currency, amount, minimum: null },
    message: `Stripe: ${amount} ${currency} (minor units) is less than it transfers; pay a larger amount`,
    cause: causeOf(failure),
  });
}

type RecipientReason = "not_found" | "not_ready";

function recipientError(
  failure: StripeFailure,
  { destination }: StripeCreateParams,
  reason: RecipientReason,
): PayoutError<"INVALID_RECIPIENT"> {
  return new PayoutError({
    code: "INVALID_RECIPIENT",
    outcome: "not_created",
    reason,
    details: { recipientId: destination },
    message: `Stripe: ${recipientWords(reason, destination)} (${failure.code})`,
    cause: causeOf(failure),
  });
}

function recipientReasonOf({ code, param }: StripeFailure): RecipientReason | null {
  if (code === "resource_missing" && param === "destination") return "not_found";
  return code !== null && unreadyCodes.has(code) ? "not_ready" : null;
}

function recipientWords(reason: RecipientReason, recipientId: string): string {
  return reason === "not_found"
    ? `there is no connected account ${recipientId}; check the id, and that the key is of the same mode and platform`
    : `${recipientId} can't be paid now; check that its capability transfers is active`;
}

function requestError(failure: StripeFailure, action: string, outcome: Outcome): PayoutError<"API_ERROR"> {
  const reason = reasonOf(failure);
  const rest = outcome === "unknown" ? "; the money may or may not have moved, so call again with the same reference" : "";
  return apiError(failure, { reason, outcome, message: `Stripe: couldn't ${action}: ${explain(failure, reason)}${rest}` });
}

const turnedAway: ReadonlySet<ApiErrorReason> = new Set<ApiErrorReason>(["rate_limited", "authentication", "permission"]);

const unreadyCodes: ReadonlySet<string> = new Set([
  "insufficient_capabilities_for_transfer",
  "transfers_not_allowed",
  "account_closed",
]);
