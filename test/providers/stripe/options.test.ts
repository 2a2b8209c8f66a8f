import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { stripeProvider, type StripeProviderOptions } from "../../../src/providers/stripe/index.ts";

const secret = "sk_test_51Secret";

describe("stripeProvider", () => {
  const wrong: [string, unknown][] = [
    ["no options", undefined],
    ["the key alone", secret],
    ["neither key nor client", {}],
    ["an empty key", { apiKey: "" }],
    ["a key with a line break", { apiKey: `${secret}\n` }],
    ["a key that is no text", { apiKey: 7 }],
    ["a publishable key", { apiKey: "pk_test_51Secret" }],
    ["the secret of a webhook", { apiKey: "whsec_51Secret" }],
    ["an account's id for a key", { apiKey: "acct_51Secret" }],
    ["a client that isn't one", { client: { transfers: {} } }],
    ["a client beside a key", { client: new Stripe(secret), apiKey: secret }],
    ["a client beside a baseUrl", { client: new Stripe(secret), baseUrl: "http://127.0.0.1:4242" }],
    ["a baseUrl that is no address", { apiKey: secret, baseUrl: "127.0.0.1:4242" }],
    ["a baseUrl with a path", { apiKey: secret, baseUrl: "http://127.0.0.1:4242/v1" }],
    ["a baseUrl with a password", { apiKey: secret, baseUrl: `http://${secret}:x@127.0.0.1` }],
    ["a baseUrl of another protocol", { apiKey: secret, baseUrl: "ftp://127.0.0.1" }],
    ["an account of the wrong shape", { apiKey: secret, account: secret }],
    ["a stripeAccount of the wrong shape", { apiKey: secret, stripeAccount: "" }],
    ["a timeoutMs of 0", { apiKey: secret, timeoutMs: 0 }],
    ["a timeoutMs that is no integer", { apiKey: secret, timeoutMs: 1.5 }],
    ["a timeoutMs of more than five minutes", { apiKey: secret, timeoutMs: 300_001 }],
  ];

  test.each(wrong)("throws a TypeError for %s and doesn't show the key", (_, options) => {
    let thrown: unknown;
    try {
      Reflect.apply(stripeProvider, undefined, [options]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(TypeError);
    expect(String(thrown)).toMatch(/^TypeError: stripeProvider: /);
    expect(String(thrown)).not.toContain("51Secret");
  });

  const right: [string, StripeProviderOptions][] = [
    ["a key", { apiKey: secret }],
    ["a key and undefined options", { apiKey: secret, account: undefined, stripeAccount: undefined, baseUrl: undefined, timeoutMs: undefined }],
    ["a stand-in", { apiKey: secret, baseUrl: "http://127.0.0.1:4242/" }],
    ["a stand-in behind TLS", { apiKey: secret, baseUrl: "https://stripe.test" }],
    ["a client", { client: new Stripe(secret), account: "acct_1", stripeAccount: "acct_1" }],
  ];

  test.each(right)("takes %s", (_, options) => {
    expect(stripeProvider(options)).toMatchObject({ specificationVersion: "v1", name: "stripe" });
  });

  test("promises what Stripe's API v1 keeps", () => {
    expect(stripeProvider({ apiKey: secret }).capabilities).toEqual({
      keyWindowMs: 23 * 3_600_000,
      storesDeclines: true,
      settleMs: 15 * 60_000,
      quietMs: 12 * 3_600_000,
      timeoutMs: 30_000,
      requestsPerSecond: { read: 25, write: 25 },
      highestRequestsPerSecond: 100,
      concurrency: 50,
      maxPageSize: 100,
      windowStepMs: 1000,
    });
    expect(stripeProvider({ apiKey: secret, timeoutMs: 5000 }).capabilities.timeoutMs).toBe(5000);
  });
});
