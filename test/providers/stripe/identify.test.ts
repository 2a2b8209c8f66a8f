import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stripeProvider } from "../../../src/providers/stripe/index.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { type StandIn, startStandIn } from "../../stand-in/index.ts";
import { closeClean } from "./close-clean.ts";

const nowMs = Date.UTC(2026, 10, 20, 12);

let stripe: StandIn;

beforeEach(async () => {
  stripe = await startStandIn({ account: "acct_platform", clock: { startMs: nowMs, frozen: true } });
});

afterEach(() => closeClean(stripe));

const paths = (): string[] => stripe.requests.map(({ path }) => path);

describe("identify", () => {
  test("asks Stripe for the account and the mode", async () => {
    const provider = stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url });
    expect(assertOk(await provider.identify())).toEqual({ mode: "test", account: "acct_platform", serverTimeMs: nowMs });
    expect(paths()).toEqual(["/v1/account", "/v1/balance"]);
  });

  test("takes the account from the option, else from stripeAccount", async () => {
    const options = { apiKey: stripe.apiKey, baseUrl: stripe.url };
    const named = stripeProvider({ ...options, account: "acct_named" });
    expect(assertOk(await named.identify()).account).toBe("acct_named");
    const acting = stripeProvider({ ...options, stripeAccount: "acct_ready" });
    expect(assertOk(await acting.identify()).account).toBe("acct_ready");
    expect(paths()).toEqual(["/v1/balance", "/v1/balance"]);
    expect(stripe.requests.map(({ stripeAccount }) => stripeAccount)).toEqual([null, "acct_ready"]);
  });

  test("a key that can't read the account is told to give the option account", async () => {
    stripe.setApiKey({ key: "rk_test_narrow", status: "accepted", permissions: ["balance_read", "transfers_write"] });
    const provider = stripeProvider({ apiKey: "rk_test_narrow", baseUrl: stripe.url });
    const error = assertErr(await provider.identify(), "API_ERROR");
    expect(error).toMatchObject({ reason: "permission", outcome: "not_created" });
    expect(error.message).toContain("give stripeProvider the option account");
  });

  test.each([
    ["rk_test_narrow", "test"],
    ["rk_live_narrow", "live"],
    ["sk_test_narrow", "test"],
    ["sk_live_narrow", "live"],
  ])("the key %s that can't read the balance says %s by its prefix", async (key, mode) => {
    stripe.setApiKey({ key, status: "accepted", permissions: ["account_read"] });
    const provider = stripeProvider({ apiKey: key, baseUrl: stripe.url });
    expect(assertOk(await provider.identify())).toEqual({ mode, account: "acct_platform", serverTimeMs: nowMs });
  });

  test("a key of another shape that can't read the balance is API_ERROR permission", async () => {
    stripe.setApiKey({ key: "key_narrow", status: "accepted", permissions: [] });
    const provider = stripeProvider({ apiKey: "key_narrow", baseUrl: stripe.url, account: "acct_platform" });
    const error = assertErr(await provider.identify(), "API_ERROR");
    expect(error).toMatchObject({ reason: "permission", message: expect.stringContaining("/v1/balance") });
  });

  test("a wrong stripeAccount isn't hidden by the key's prefix", async () => {
    const provider = stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url, stripeAccount: "acct_gone" });
    const error = assertErr(await provider.identify(), "API_ERROR");
    expect(error).toMatchObject({ reason: "permission", details: { providerCode: "account_invalid" } });
  });

  test("an outage of the balance isn't answered by the key's prefix", async () => {
    stripe.addFault({ name: "error_500_not_executed", path: "/v1/balance" });
    const provider = stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url });
    expect(assertErr(await provider.identify(), "API_ERROR").reason).toBe("unavailable");
  });

  test("livemode makes it live", async () => {
    await using live = await startStandIn({ livemode: true });
    const provider = stripeProvider({ apiKey: live.apiKey, baseUrl: live.url });
    expect(assertOk(await provider.identify()).mode).toBe("live");
  });
});
