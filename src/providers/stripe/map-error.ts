import { type ApiErrorReason, PayoutError } from "../../domain/errors.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { RateLimit } from "../../domain/rate-limit.ts";
import type { StripeFailure } from "./failure.ts";

/** The error of a read that failed; a read creates nothing. `action` says what was tried: `list transfers`. */
export function readError(failure: StripeFailure, action: string): PayoutError<"API_ERROR"> {
  const reason = reasonOf(failure);
  const what = `Stripe: couldn't ${action}`;
  return apiError(failure, { reason, outcome: "not_created", message: `${what}: ${explain(failure, reason)}` });
}

/** What an error about a failure says beyond the failure itself. */
export interface ApiErrorWords {
  readonly reason: ApiErrorReason;
  readonly outcome: Outcome;
  readonly message: string;
}

/** An `API_ERROR` with what the failure says in its details. */
export function apiError(failure: StripeFailure, words: ApiErrorWords): PayoutError<"API_ERROR"> {
  const { code, requestId, retryAfterMs, limit } = failure;
  const providerCode = code ?? limit;
  const rateLimit = words.reason === "rate_limited" ? limitOf(failure) : null;
  return new PayoutError({
    code: "API_ERROR",
    ...words,
    details: {
      ...(providerCode === null ? {} : { providerCode }),
      ...(requestId === null ? {} : { requestId }),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
      ...(rateLimit === null ? {} : { limit: rateLimit }),
    },
    retryable: isRefusedForGood(failure, words) ? false : undefined,
    cause: causeOf(failure),
  });
}

/** Why no answer could be used, by status and code and never by text. */
export function reasonOf(failure: StripeFailure): ApiErrorReason {
  const { kind, status, code } = failure;
  if (kind === "aborted" || kind === "timeout" || kind === "network") return kind;
  if (status === null) return "invalid_response";
  if (status >= 500 || undecided.has(status)) return "unavailable";
  if (status === 429 || (kind === "refused" && turnedAwayCodes.has(code ?? ""))) return "rate_limited";
  if (kind === "unreadable") return "invalid_response";
  if (status === 401) return "authentication";
  if (status === 403 || code === "account_invalid") return "permission";
  if (status === 409 || code === "idempotency_key_in_use") return "in_progress";
  if (status === 404 || code === "resource_missing") return "not_found";
  return "invalid_response";
}

/** Which limit Stripe names, in the header of a 429 or by its code. */
function limitOf({ limit, code }: StripeFailure): RateLimit | null {
  return limits.get(limit ?? code ?? "") ?? null;
}

const limits: ReadonlyMap<string, RateLimit> = new Map([
  ["global-rate", "rate"],
  ["endpoint-rate", "endpoint_rate"],
  ["global-concurrency", "concurrency"],
  ["endpoint-concurrency", "endpoint_concurrency"],
  ["resource-specific", "object"],
  ["lock_timeout", "object"],
]);

/** What happened and what to do about it. */
export function explain(failure: StripeFailure, reason: ApiErrorReason): string {
  const code = failure.code === null ? "" : ` (${failure.code})`;
  switch (reason) {
    case "aborted":
      return "the caller stopped waiting";
    case "timeout":
      return "no answer came in time; try again, or give a longer timeoutMs";
    case "network":
      return `the connection failed${code}; check the network and try again`;
    case "rate_limited":
      return `it was turned away${code}; try again after a pause`;
    case "unavailable":
      return `Stripe couldn't do it now (status ${failure.status}); try again later`;
    case "authentication":
      return "the API key was refused; check that it is complete and hasn't expired";
    case "permission":
      return `the API key isn't allowed to do this${code}; check its permissions and the option stripeAccount`;
    case "in_progress":
      return `another request for it is in flight${code}; try again after a pause`;
    case "not_found":
      return `there is no such object${code}; check the id, and that the key is of the same mode and account`;
    default:
      return failure.kind === "refused"
        ? `the request was refused${code}; Stripe's log shows why`
        : "the answer can't be read; check what answers there";
  }
}

/** The little of Stripe's own error that is safe to keep. */
export function causeOf(failure: StripeFailure): Error | undefined {
  const { kind, status, type, code, param, requestId } = failure;
  if (kind === "aborted") return undefined;
  const known = { type, code, param, statusCode: status, requestId };
  const fields = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
  const error = new Error(causeText(failure));
  return Object.assign(Object.defineProperty(error, "name", { value: "StripeFailure" }), fields);
}

function causeText({ kind, status, code }: StripeFailure): string {
  return ["stripe", kind, status, code].filter((word) => word !== null).join(" ");
}

function isRefusedForGood(failure: StripeFailure, { reason, outcome }: ApiErrorWords): boolean {
  return failure.kind === "refused" && reason === "invalid_response" && outcome !== "unknown";
}

/** Statuses that say that something on the way gave up, and not that the request was refused. */
const undecided: ReadonlySet<number> = new Set([408, 424, 425, 499]);

const turnedAwayCodes: ReadonlySet<string> = new Set(["rate_limit", "lock_timeout"]);
