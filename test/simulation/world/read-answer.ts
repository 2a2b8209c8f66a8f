import { apiError } from "../../../src/domain/api-error.ts";
import { type ApiErrorReason, PayoutError } from "../../../src/domain/errors.ts";
import type { CreateErrorCode, CreateFailure } from "../../../src/ports/transfer-provider.ts";
import type { Answer } from "./bank.ts";
import type { Order } from "./requests.ts";

/** What an answer of the bank that isn't a success means to the library. */
export function readRefusal({ status, code, replayed }: Answer, order: Order, serverTimeMs: number | null): CreateFailure {
  const fail = (kind: CreateFailure["kind"], error: CreateFailure["error"], serverError = false): CreateFailure => ({
    kind,
    replayed,
    serverError,
    error,
    serverTimeMs,
  });
  if (status >= 500) return fail("indeterminate", api("unavailable", "unknown", status), true);
  if (status === 409) return fail("indeterminate", api("in_progress", "unknown", status));
  if (code === "idempotency_error") return fail("key_conflict", api("needs_review", "unknown", status));
  if (replayed) return fail("declined", decline(code, order));
  if (status === 429) return fail("not_executed", api("rate_limited", "not_created", status));
  if (status === 401) return fail("not_executed", api("authentication", "not_created", status));
  if (status === 403) return fail("not_executed", api("permission", "not_created", status));
  return fail("declined", decline(code, order));
}

/** No answer came, or none that can be read. */
export function noAnswer(reason: "timeout" | "network" | "invalid_response"): CreateFailure {
  const serverError = reason === "invalid_response";
  return { kind: "indeterminate", replayed: false, serverError, error: apiError(reason, "unknown", reason), serverTimeMs: null };
}

function api(reason: ApiErrorReason, outcome: "unknown" | "not_created", status: number): PayoutError<"API_ERROR"> {
  return apiError(reason, outcome, `the bank answered ${status}`);
}

function decline(code: string | null, { currency, amount, recipientId }: Order): PayoutError<CreateErrorCode> {
  const outcome = "not_created";
  if (code === "balance_insufficient") {
    const details = { currency, required: amount, available: null };
    return new PayoutError({ code: "INSUFFICIENT_BALANCE", reason: "insufficient_balance", outcome, details, message: code });
  }
  if (code === "insufficient_capabilities_for_transfer") {
    return new PayoutError({ code: "INVALID_RECIPIENT", reason: "not_ready", outcome, details: { recipientId }, message: code });
  }
  return new PayoutError({ code: "TRANSFER_FAILED", reason: "declined", outcome, details: { providerCode: code }, message: code ?? "refused" });
}
