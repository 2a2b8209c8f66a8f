import { type ApiErrorReason, PayoutError } from "../../domain/errors.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { CreateErrorCode, CreateFailure } from "../../ports/transfer-provider.ts";
import type { SandboxOrder } from "./order.ts";
import type { Decline } from "./world.ts";

/** What makes an answer of the sandbox a failure, with what it says about itself. */
export interface Trouble {
  readonly kind: CreateFailure["kind"];
  readonly reason: ApiErrorReason;
  readonly message: string;
  readonly serverError?: boolean;
  readonly providerCode?: string;
}

/** The troubles that a create can meet; a read meets some of them. */
export const troubles = {
  rate_limit: { kind: "not_executed", reason: "rate_limited", message: "too many requests" },
  authentication: { kind: "not_executed", reason: "authentication", message: "the sandbox doesn't know this key" },
  permission: { kind: "not_executed", reason: "permission", message: "this key isn't allowed to do that" },
  in_flight: {
    kind: "indeterminate",
    reason: "in_progress",
    message: "another request under this idempotency key is under way",
    providerCode: "idempotency_key_in_use",
  },
  lost: { kind: "indeterminate", reason: "network", message: "the connection broke before an answer came" },
  timeout: { kind: "indeterminate", reason: "timeout", message: "no answer came in time" },
  unreadable: { kind: "indeterminate", reason: "invalid_response", message: "the answer can't be read" },
  server_error: {
    kind: "indeterminate",
    reason: "unavailable",
    message: "the sandbox answered with a server error",
    serverError: true,
  },
  key_conflict: {
    kind: "key_conflict",
    reason: "needs_review",
    message: "this idempotency key was used with other parameters",
    providerCode: "idempotency_error",
  },
} as const satisfies Record<string, Trouble>;

/** The name of a trouble. */
export type TroubleName = keyof typeof troubles;

/** What else an answer said. */
export interface AnswerMark {
  readonly replayed?: boolean;
  readonly retryAfterMs?: number | null;
  /** `null` if no answer came. */
  readonly serverTimeMs: number | null;
}

/** The failure of a create that met some trouble. */
export function createTrouble(name: TroubleName, mark: AnswerMark): CreateFailure {
  const trouble: Trouble = troubles[name];
  return {
    kind: trouble.kind,
    replayed: mark.replayed ?? false,
    serverError: trouble.serverError ?? false,
    error: apiError(trouble, trouble.kind === "not_executed" ? "not_created" : "unknown", mark.retryAfterMs),
    serverTimeMs: mark.serverTimeMs,
  };
}

/** The failure of a create that was refused. */
export function createDeclined(decline: Decline, request: SandboxOrder, mark: AnswerMark): CreateFailure {
  return {
    kind: "declined",
    replayed: mark.replayed ?? false,
    serverError: false,
    error: declineError(decline, request),
    serverTimeMs: mark.serverTimeMs,
  };
}

/** The error of a read that met some trouble; a read creates nothing. */
export function readTrouble(name: TroubleName, retryAfterMs: number | null): PayoutError<"API_ERROR"> {
  return apiError(troubles[name], "not_created", retryAfterMs);
}

/** An error of the sandbox that isn't one of its troubles. */
export function apiFailure(
  reason: ApiErrorReason,
  message: string,
  options: { readonly outcome?: Outcome; readonly cause?: unknown; readonly retryable?: boolean } = {},
): PayoutError<"API_ERROR"> {
  const { outcome = "not_created", cause, retryable } = options;
  return new PayoutError({ code: "API_ERROR", outcome, reason, details: {}, message, cause, retryable });
}

/** Why a recipient can't be paid. */
export function recipientError(
  recipientId: string,
  reason: PayoutError<"INVALID_RECIPIENT">["reason"],
  message: string,
  retryable?: boolean,
): PayoutError<"INVALID_RECIPIENT"> {
  return new PayoutError({
    code: "INVALID_RECIPIENT",
    outcome: "not_created",
    reason,
    details: { recipientId },
    message,
    retryable,
  });
}

/** The refusal of a request under `providerCode`. */
export function declinedError(providerCode: string, message: string): PayoutError<"TRANSFER_FAILED"> {
  const details = { providerCode };
  return new PayoutError({ code: "TRANSFER_FAILED", outcome: "not_created", reason: "declined", details, message });
}

function apiError(trouble: Trouble, outcome: Outcome, retryAfterMs: number | null = null): PayoutError<"API_ERROR"> {
  const { reason, message, providerCode } = trouble;
  const details = {
    ...(providerCode === undefined ? {} : { providerCode }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
  return new PayoutError({ code: "API_ERROR", outcome, reason, details, message });
}

function declineError(decline: Decline, request: SandboxOrder): PayoutError<CreateErrorCode> {
  const { recipientId, amount, currency } = request;
  switch (decline.code) {
    case "insufficient_balance":
      return new PayoutError({
        code: "INSUFFICIENT_BALANCE",
        outcome: "not_created",
        reason: "insufficient_balance",
        details: { currency, required: amount, available: decline.amount },
        message: `the sandbox's balance doesn't cover ${amount} (${currency}, minor units)`,
      });
    case "below_minimum":
      return new PayoutError({
        code: "BELOW_MINIMUM_THRESHOLD",
        outcome: "not_created",
        reason: "below_minimum",
        details: { currency, amount, minimum: decline.amount },
        message: `the sandbox sends at least ${decline.amount}, got ${amount} (${currency}, minor units)`,
      });
    case "recipient_not_found":
      return recipientError(recipientId, "not_found", `the sandbox knows no recipient ${recipientId}`);
    case "recipient_not_ready":
      return recipientError(recipientId, "not_ready", `${recipientId} can't be paid yet`);
    case "recipient_closed":
      return recipientError(recipientId, "not_ready", `${recipientId} is closed`, false);
    case "declined":
      return declinedError(decline.providerCode ?? "declined", "the sandbox refused to move the money");
  }
}
