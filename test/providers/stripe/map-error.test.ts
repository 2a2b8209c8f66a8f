import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFailure } from "../../../src/providers/stripe/failure.ts";
import { createFailure } from "../../../src/providers/stripe/map-create-failure.ts";
import { readError } from "../../../src/providers/stripe/map-error.ts";

const sent = {
  amount: 2500,
  currency: "usd",
  destination: "acct_ready",
  metadata: { payoutkit_namespace: "default", payoutkit_reference: "r1" },
  transfer_group: "payoutkit_",
};

/** What stripe-node rejects with, as far as the adapter looks at it. */
const stripeError = (statusCode: number, fields: object = {}, headers: object = {}): object => ({
  type: "StripeAPIError",
  rawType: "invalid_request_error",
  statusCode,
  headers,
  ...fields,
});

const connectionError = (code: string): object => ({ type: "StripeConnectionError", detail: { code } });
const replayed = { "idempotent-replayed": "true" };

describe("createFailure", () => {
  test.each([
    [400, "balance_insufficient", "INSUFFICIENT_BALANCE", "insufficient_balance"],
    [402, "balance_insufficient", "INSUFFICIENT_BALANCE", "insufficient_balance"],
    [400, "insufficient_capabilities_for_transfer", "INVALID_RECIPIENT", "not_ready"],
    [400, "transfers_not_allowed", "INVALID_RECIPIENT", "not_ready"],
    [400, "account_closed", "INVALID_RECIPIENT", "not_ready"],
    [400, "amount_too_small", "BELOW_MINIMUM_THRESHOLD", "below_minimum"],
    [400, "resource_missing", "TRANSFER_FAILED", "declined"],
    [400, "a_code_of_tomorrow", "TRANSFER_FAILED", "declined"],
    [402, undefined, "TRANSFER_FAILED", "declined"],
    [404, undefined, "TRANSFER_FAILED", "declined"],
  ])("%d %s is declined as %s %s", (status, code, errorCode, reason) => {
    const failure = createFailure(readFailure(stripeError(status, { code })), sent);
    expect(failure).toMatchObject({ kind: "declined", replayed: false, serverError: false });
    expect(failure.error).toMatchObject({ code: errorCode, reason, outcome: "not_created" });
  });

  test("resource_missing is about the recipient only if it names the destination", () => {
    const missing = stripeError(400, { code: "resource_missing", param: "destination" });
    expect(createFailure(readFailure(missing), sent).error).toMatchObject({ code: "INVALID_RECIPIENT", reason: "not_found" });
  });

  test("the message is never looked at", () => {
    const message = "Insufficient funds: balance_insufficient, No such destination";
    const failure = createFailure(readFailure(stripeError(400, { code: "other", message })), sent);
    expect(failure.error).toMatchObject({ code: "TRANSFER_FAILED", details: { providerCode: "other" } });
  });

  test.each([
    [429, undefined, "rate_limited"],
    [429, "lock_timeout", "rate_limited"],
    [400, "rate_limit", "rate_limited"],
    [401, undefined, "authentication"],
    [403, undefined, "permission"],
    [403, "account_invalid", "permission"],
    [400, "account_invalid", "permission"],
  ])("%d %s is not executed (%s), but declined if it is a stored answer", (status, code, reason) => {
    const first = createFailure(readFailure(stripeError(status, { code })), sent);
    expect(first).toMatchObject({ kind: "not_executed", error: { code: "API_ERROR", reason, outcome: "not_created" } });
    const stored = createFailure(readFailure(stripeError(status, { code }, replayed)), sent);
    expect(stored).toMatchObject({ kind: "declined", replayed: true, error: { code: "API_ERROR", reason, outcome: "not_created" } });
  });

  test.each([
    [500, false, true, "unavailable"],
    [503, true, true, "unavailable"],
    [409, false, false, "in_progress"],
    [409, true, false, "in_progress"],
    [408, false, false, "unavailable"],
    [424, false, false, "unavailable"],
  ])("%d (replayed: %s) is indeterminate", (status, isReplayed, serverError, reason) => {
    const failure = createFailure(readFailure(stripeError(status, {}, isReplayed ? replayed : {})), sent);
    expect(failure).toMatchObject({ kind: "indeterminate", replayed: isReplayed, serverError });
    expect(failure.error).toMatchObject({ code: "API_ERROR", reason, outcome: "unknown", retryable: true });
  });

  test("a key in flight is indeterminate whatever its status", () => {
    const inFlight = stripeError(400, { code: "idempotency_key_in_use", rawType: "idempotency_error" });
    expect(createFailure(readFailure(inFlight), sent)).toMatchObject({ kind: "indeterminate", error: { reason: "in_progress" } });
  });

  test.each([
    ["ETIMEDOUT", "timeout"],
    ["ECONNRESET", "network"],
    ["EPIPE", "network"],
    ["ENOTFOUND", "network"],
    ["CERT_HAS_EXPIRED", "network"],
  ])("the connection error %s is indeterminate (%s)", (code, reason) => {
    const failure = createFailure(readFailure(connectionError(code)), sent);
    expect(failure).toMatchObject({ kind: "indeterminate", serverError: false, error: { reason, outcome: "unknown" } });
  });

  test("an answer whose status was lost counts as a server error", () => {
    const failure = createFailure(readFailure({ type: "StripeAPIError", requestId: "req_1" }), sent);
    expect(failure).toMatchObject({ kind: "indeterminate", serverError: true });
    expect(failure.error.details).toEqual({ requestId: "req_1" });
  });
});

describe("readError", () => {
  test.each([
    [404, "resource_missing", "not_found", false],
    [400, "resource_missing", "not_found", false],
    [400, "parameter_unknown", "invalid_response", false],
    [401, undefined, "authentication", false],
    [403, undefined, "permission", false],
    [409, "idempotency_key_in_use", "in_progress", true],
    [429, "rate_limit", "rate_limited", true],
    [500, undefined, "unavailable", true],
  ])("%d %s is %s", (status, code, reason, retryable) => {
    const error = readError(readFailure(stripeError(status, { code })), "list transfers");
    expect(error).toMatchObject({ code: "API_ERROR", reason, outcome: "not_created", retryable });
    expect(error.message).toMatch(/^Stripe: couldn't list transfers: /);
  });

  test.each([
    ["3", 3000],
    ["0.5", 500],
    ["Fri, 20 Nov 2026 12:00:07 GMT", 7000],
    ["Fri, 20 Nov 2026 11:00:00 GMT", 0],
    ["-1", undefined],
    ["soon", undefined],
  ])("Retry-After: %s means %s ms", (value, retryAfterMs) => {
    const headers = { "retry-after": value, date: "Fri, 20 Nov 2026 12:00:00 GMT" };
    const { details } = readError(readFailure(stripeError(429, {}, headers)), "list transfers");
    expect(details.retryAfterMs).toBe(retryAfterMs);
  });

  test("the limit that was hit is told where there is no code", () => {
    const headers = { "stripe-rate-limited-reason": "endpoint-concurrency" };
    const { details } = readError(readFailure(stripeError(429, {}, headers)), "list transfers");
    expect(details.providerCode).toBe("endpoint-concurrency");
  });
});

test("any rejection becomes an error", () => {
  const fields = fc.record(
    {
      type: fc.constantFrom("StripeConnectionError", "StripeAPIError", 1),
      statusCode: fc.oneof(fc.integer({ min: 100, max: 599 }), fc.jsonValue()),
      rawType: fc.jsonValue(),
      code: fc.jsonValue(),
      param: fc.jsonValue(),
      headers: fc.jsonValue(),
      detail: fc.jsonValue(),
      requestId: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fields, fc.anything()), (cause) => {
      const failure = readFailure(cause);
      expect(readError(failure, "list transfers").outcome).toBe("not_created");
      const { kind, error } = createFailure(failure, sent);
      const settled = kind === "declined" || kind === "not_executed";
      expect(error.outcome).toBe(settled ? "not_created" : "unknown");
    }),
  );
});
