import { runInNewContext } from "node:vm";
import { describe, expect, test, vi } from "vitest";
import { apiError, withOutcome } from "../../src/domain/api-error.ts";
import { type ApiErrorReason, isPayoutError, PayoutError, withReference } from "../../src/domain/errors.ts";

const insufficient = () =>
  new PayoutError({
    code: "INSUFFICIENT_BALANCE",
    outcome: "not_created",
    reason: "insufficient_balance",
    details: { currency: "usd", required: 2500, available: 7 },
    message: "too little",
    reference: "a",
    cause: new Error("sk_live_secret"),
  });

describe("a PayoutError", () => {
  test("is an Error with its fields, a stack and a name that isn't listed", () => {
    const error = insufficient();
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(PayoutError);
    expect([error.name, error.message, error.stack?.includes("errors.test")]).toEqual(["PayoutError", "too little", true]);
    expect(Object.keys(error)).not.toContain("name");
    expect(String(error)).toBe("PayoutError: too little");
  });

  test("as JSON has everything but the stack and the cause", () => {
    const json = JSON.stringify(insufficient());
    expect(JSON.parse(json)).toEqual({
      ...{ name: "PayoutError", code: "INSUFFICIENT_BALANCE", outcome: "not_created", reason: "insufficient_balance" },
      ...{ retryable: true, reference: "a", message: "too little", details: { currency: "usd", required: 2500, available: 7 } },
      docs: "payoutkit/docs/errors.md#insufficient_balance",
    });
    expect(json).not.toContain("secret");
  });

  test("without a reference has none, not even undefined", () => {
    expect("reference" in apiError("timeout", "unknown", "late")).toBe(false);
    expect("reference" in apiError("timeout", "unknown", "late").toJSON()).toBe(false);
    expect("cause" in apiError("timeout", "unknown", "late")).toBe(false);
  });
});

describe("retryable", () => {
  const reasons: Record<ApiErrorReason, boolean> = {
    ...{ network: true, timeout: true, rate_limited: true, unavailable: true, invalid_response: true, in_progress: true },
    ...{ store_unavailable: true, aborted: true, authentication: false, permission: false, not_found: false, needs_review: false },
  };

  test.each(Object.entries(reasons))("of an API_ERROR %s is %j", (reason, retryable) => {
    const known = (Object.keys(reasons) satisfies string[]).find((entry) => entry === reason);
    const error = new PayoutError({ code: "API_ERROR", outcome: "unknown", reason: JSON.parse(`"${known}"`), details: {}, message: "" });
    expect(error.retryable).toBe(retryable);
  });

  test.each([["malformed", false], ["not_found", false], ["not_ready", true]] as const)("of an INVALID_RECIPIENT %s is %j", (reason, retryable) => {
    const details = { recipientId: "acct_1" };
    expect(new PayoutError({ code: "INVALID_RECIPIENT", outcome: "not_created", reason, details, message: "" }).retryable).toBe(retryable);
  });

  test("is what the maker says, if the maker says something", () => {
    expect(apiError("not_found", "not_created", "", { retryable: true }).retryable).toBe(true);
  });
});

describe("isPayoutError", () => {
  test("goes by the fields, so that an error of another copy of the package is one", async () => {
    vi.resetModules();
    const copy = await import("../../src/domain/errors.ts");
    const error = new copy.PayoutError({ code: "TRANSFER_FAILED", outcome: "not_created", reason: "declined", details: { providerCode: null }, message: "" });
    expect(error instanceof PayoutError).toBe(false);
    expect(isPayoutError(error)).toBe(true);
    expect([isPayoutError(error, "TRANSFER_FAILED"), isPayoutError(error, "API_ERROR")]).toEqual([true, false]);
  });

  test("knows one of another realm", () => {
    const fields = '{ code: "API_ERROR", outcome: "unknown", reason: "timeout", details: {} }';
    expect(isPayoutError(runInNewContext(`Object.assign(new Error("late"), { name: "PayoutError" }, ${fields})`), "API_ERROR")).toBe(true);
  });

  test.each([
    null,
    undefined,
    7,
    "API_ERROR",
    {},
    new Error("API_ERROR"),
    Object.assign(new Error(), { code: "API_ERROR" }),
    { name: "PayoutError", code: "toString", outcome: "unknown", reason: "timeout", details: {} },
    { name: "PayoutError", code: "API_ERROR", outcome: 7, reason: "timeout", details: {} },
    { name: "Other", code: "API_ERROR", outcome: "unknown", reason: "timeout", details: {} },
  ])("refuses %j", (value) => {
    expect(isPayoutError(value)).toBe(false);
  });
});

describe("what is added to an error later", () => {
  test("is the reference, where it has none yet", () => {
    expect(withReference(apiError("timeout", "unknown", ""), "a").reference).toBe("a");
    expect(withReference(insufficient(), "b").reference).toBe("a");
  });

  test("is another outcome, in an error of its own that keeps the rest", () => {
    const cause = new Error("below");
    const first = apiError("rate_limited", "not_created", "slow", { cause, reference: "a", details: { retryAfterMs: 7 } });
    const second = withOutcome(first, "unknown");
    expect(second).toMatchObject({ outcome: "unknown", reason: "rate_limited", reference: "a", details: { retryAfterMs: 7 }, cause });
    expect(first.outcome).toBe("not_created");
  });
});
