import { isObject } from "../../domain/payout-request.ts";

/** What the headers of an answer say. */
export interface StripeHeaders {
  readonly requestId: string | null;
  /** Whether it is the stored answer of an earlier request under the same key. */
  readonly replayed: boolean;
  /** Milliseconds since the epoch, by Stripe's clock. */
  readonly serverTimeMs: number | null;
  readonly retryAfterMs: number | null;
  /** Which limit was hit, such as `global-rate`. */
  readonly limit: string | null;
}

/** No answer, no headers. */
export const noHeaders: StripeHeaders = {
  requestId: null,
  replayed: false,
  serverTimeMs: null,
  retryAfterMs: null,
  limit: null,
};

/** Reads headers from the plain object of Node's client or from the `Headers` of fetch. */
export function readHeaders(headers: unknown): StripeHeaders {
  if (!isObject(headers)) return noHeaders;
  const serverTimeMs = parseServerTime(header(headers, "date"));
  return {
    requestId: match(header(headers, "request-id"), /^req_\w{1,80}$/),
    replayed: header(headers, "idempotent-replayed") === "true",
    serverTimeMs,
    retryAfterMs: parseRetryAfter(header(headers, "retry-after"), serverTimeMs),
    limit: match(header(headers, "stripe-rate-limited-reason"), /^[a-z-]{1,40}$/),
  };
}

function header(headers: Readonly<Record<string, unknown>>, name: string): string | null {
  const { get } = headers;
  const value: unknown = typeof get === "function" ? get.call(headers, name) : headers[name];
  return typeof value === "string" ? value : null;
}

function match(value: string | null, pattern: RegExp): string | null {
  return value !== null && pattern.test(value) ? value : null;
}

/** The header changes once a second, and many answers come in one. */
function parseServerTime(value: string | null): number | null {
  if (value !== lastServerTime.text) lastServerTime = { text: value, timeMs: parseDate(value) };
  return lastServerTime.timeMs;
}

let lastServerTime: { readonly text: string | null; readonly timeMs: number | null } = { text: null, timeMs: null };

function parseDate(value: string | null): number | null {
  const timeMs = value !== null && /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(timeMs) ? null : timeMs;
}

function parseRetryAfter(value: string | null, nowMs: number | null): number | null {
  if (value === null) return null;
  if (/^\d{1,6}(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const timeMs = parseDate(value);
  return timeMs === null || nowMs === null ? null : Math.max(0, timeMs - nowMs);
}
