import { isObject } from "../../domain/payout-request.ts";
import { noHeaders, readHeaders, type StripeHeaders } from "./headers.ts";

/**
 * Why a request has no answer that can be used.
 *
 * - `aborted`: the caller stopped waiting
 * - `timeout`, `network`: no answer came
 * - `unreadable`: something answered, but not as Stripe does
 * - `refused`: Stripe answered with an error
 */
export interface StripeFailure extends StripeHeaders {
  readonly kind: "aborted" | "timeout" | "network" | "unreadable" | "refused";
  /** The HTTP status, `null` where it isn't known. */
  readonly status: number | null;
  /** Stripe's own type, such as `invalid_request_error`. */
  readonly type: string | null;
  /** Stripe's code, or the system's, such as `ECONNREFUSED`. */
  readonly code: string | null;
  /** The parameter that it is about. */
  readonly param: string | null;
}

/** A failure of which nothing more is known. */
export function plainFailure(kind: StripeFailure["kind"], headers: StripeHeaders = noHeaders): StripeFailure {
  const { requestId, replayed, serverTimeMs, retryAfterMs, limit } = headers;
  const said = { requestId, replayed, serverTimeMs, retryAfterMs, limit };
  return { ...said, kind, status: null, type: null, code: null, param: null };
}

/**
 * What a rejection of stripe-node says. Total, and by fields alone: an error can come from another copy or
 * version of the package. Only short tokens are taken over, never text in which a key could stand.
 */
export function readFailure(cause: unknown): StripeFailure {
  if (!isObject(cause)) return plainFailure("unreadable");
  const headers = withRequestId(readHeaders(cause["headers"]), cause["requestId"]);
  if (cause["type"] === "StripeConnectionError") return connectionFailure(cause["detail"], headers);
  const status = cause["statusCode"];
  if (typeof status !== "number") return plainFailure("unreadable", headers);
  return {
    ...headers,
    kind: "refused",
    status,
    type: readToken(cause["rawType"]),
    code: readToken(cause["code"]),
    param: readToken(cause["param"]),
  };
}

function connectionFailure(detail: unknown, headers: StripeHeaders): StripeFailure {
  const code = readCode(detail) ?? (isObject(detail) ? readCode(detail["cause"]) : null);
  const kind = code !== null && timeoutCodes.has(code) ? "timeout" : "network";
  return { ...plainFailure(kind, headers), code };
}

function readCode(error: unknown): string | null {
  return isObject(error) ? readToken(error["code"]) : null;
}

function withRequestId(headers: StripeHeaders, requestId: unknown): StripeHeaders {
  return headers.requestId === null ? { ...headers, requestId: readToken(requestId) } : headers;
}

const timeoutCodes = new Set(["ETIMEDOUT", "ESOCKETTIMEDOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** A short word of an answer, if it can be repeated: an API key can't. */
export function readToken(value: unknown): string | null {
  if (typeof value !== "string" || !/^[\w.[\]-]{1,80}$/.test(value)) return null;
  return /(?:sk|rk|pk)_(?:live|test)/i.test(value) ? null : value;
}
