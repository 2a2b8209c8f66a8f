import { type ApiErrorReason, PayoutError, type PayoutErrorTable } from "./errors.ts";
import type { Outcome } from "./outcome.ts";

/** What an `API_ERROR` may carry beyond its reason, outcome and message. */
export interface ApiErrorExtras {
  readonly details?: PayoutErrorTable["API_ERROR"]["details"];
  readonly reference?: string | undefined;
  readonly retryable?: boolean | undefined;
  readonly cause?: unknown;
}

/** Makes an `API_ERROR`. */
export function apiError(
  reason: ApiErrorReason,
  outcome: Outcome,
  message: string,
  extras: ApiErrorExtras = {},
): PayoutError<"API_ERROR"> {
  const { details = {}, reference, retryable, cause } = extras;
  return new PayoutError({ code: "API_ERROR", reason, outcome, message, details, reference, retryable, cause });
}

/** The same error with another outcome, for a caller who has to be told more, or less, than one request said. */
export function withOutcome(error: PayoutError<"API_ERROR">, outcome: Outcome, reference?: string): PayoutError<"API_ERROR"> {
  if (error.outcome === outcome && error.reference === reference) return error;
  const { reason, message, details, retryable, cause } = error;
  return apiError(reason, outcome, message, { details, reference: reference ?? error.reference, retryable, cause });
}
