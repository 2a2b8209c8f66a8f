import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stripeProvider } from "../../../src/providers/stripe/index.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { type FaultKind, type StandIn, startStandIn } from "../../stand-in/index.ts";
import { answering } from "./answering.ts";
import { closeClean } from "./close-clean.ts";
import { commandFor, payoutOf } from "./payouts.ts";

const nowMs = Date.UTC(2026, 10, 20, 12);
const onCreate = { method: "POST", path: "/v1/transfers" } as const;

let stripe: StandIn;

beforeEach(async () => {
  stripe = await startStandIn({
    clock: { startMs: nowMs, frozen: true },
    minimums: { usd: 10 },
    recipients: [
      "acct_ready",
      { id: "acct_inactive", transfers: "inactive" },
      { id: "acct_refused", refused: true },
      { id: "acct_closed", closed: true },
    ],
  });
});

afterEach(() => closeClean(stripe));

const providerHere = (timeoutMs = 10_000) => stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url, timeoutMs });

describe("create", () => {
  test("makes the transfer that was prepared, under the key and the API version that it was given", async () => {
    const provider = providerHere();
    const created = assertOk(await provider.create(commandFor(provider)));
    expect(created).toMatchObject({
      replayed: false,
      serverTimeMs: nowMs,
      transfer: {
        mark: { namespace: "default", reference: "2026-11:member_42" },
        mode: "test",
        recipientId: "acct_ready",
        amount: 2500,
        currency: "usd",
        amountReversed: 0,
        status: "paid",
        description: "November",
        metadata: { order: "7", campaign: "autumn" },
        createdAtMs: nowMs,
      },
    });
    expect(stripe.movements).toMatchObject([{ transferId: created.transfer.id, amount: 2500, key: "pk1_test" }]);
    expect(stripe.requests).toMatchObject([{ idempotencyKey: "pk1_test", stripeVersion: Stripe.API_VERSION }]);
  });

  test("a resend under the same key is told as a replay and moves nothing", async () => {
    const provider = providerHere();
    const first = assertOk(await provider.create(commandFor(provider)));
    const second = assertOk(await provider.create(commandFor(provider)));
    expect(second.replayed).toBe(true);
    expect(second.transfer.id).toBe(first.transfer.id);
    expect(stripe.movements).toHaveLength(1);
  });

  test("a resend sends the API version that was frozen", async () => {
    const provider = providerHere();
    const { idempotencyKey, prepared } = commandFor(provider);
    assertOk(await provider.create({ idempotencyKey, prepared: { ...prepared, apiVersion: "2025-03-31.basil" } }));
    expect(stripe.requests).toMatchObject([{ stripeVersion: "2025-03-31.basil" }]);
  });

  test("the raw transfer leads to no request and no key", async () => {
    const provider = providerHere();
    const { transfer } = assertOk(await provider.create(commandFor(provider)));
    expect(transfer.raw).toMatchObject({ id: transfer.id, object: "transfer" });
    expect(Reflect.ownKeys(Object(transfer.raw))).not.toContain("lastResponse");
  });

  test.each([
    ["an unknown recipient", { recipientId: "acct_nobody" }, "INVALID_RECIPIENT", "not_found", { recipientId: "acct_nobody" }],
    ["an inactive recipient", { recipientId: "acct_inactive" }, "INVALID_RECIPIENT", "not_ready", { recipientId: "acct_inactive" }],
    ["a refused recipient", { recipientId: "acct_refused" }, "INVALID_RECIPIENT", "not_ready", { recipientId: "acct_refused" }],
    ["a closed recipient", { recipientId: "acct_closed" }, "INVALID_RECIPIENT", "not_ready", { recipientId: "acct_closed" }],
    ["a balance that is too low", { amount: 1_000_001 }, "INSUFFICIENT_BALANCE", "insufficient_balance", { currency: "usd", required: 1_000_001, available: null }],
    ["an amount that is too small", { amount: 9 }, "BELOW_MINIMUM_THRESHOLD", "below_minimum", { currency: "usd", amount: 9, minimum: null }],
  ])("%s is declined, and again as a replay", async (_, changes, code, reason, details) => {
    const provider = providerHere();
    for (const replayed of [false, true]) {
      const failure = assertErr(await provider.create(commandFor(provider, changes)));
      expect(failure).toMatchObject({ kind: "declined", replayed, serverError: false, serverTimeMs: nowMs });
      expect(failure.error).toMatchObject({ code, reason, outcome: "not_created", details });
    }
    expect(stripe.movements).toEqual([]);
  });

  test("a refusal for any other reason is TRANSFER_FAILED with Stripe's code", async () => {
    const provider = providerHere();
    stripe.addFault({ ...onCreate, name: "error_400_unstored" });
    const failure = assertErr(await provider.create(commandFor(provider)));
    expect(failure).toMatchObject({ kind: "declined", replayed: false });
    expect(failure.error).toMatchObject({
      code: "TRANSFER_FAILED",
      outcome: "not_created",
      details: { providerCode: "parameter_invalid_integer" },
    });
  });

  test("a key that was used with other parameters is a key_conflict", async () => {
    const provider = providerHere();
    assertOk(await provider.create(commandFor(provider)));
    const failure = assertErr(await provider.create(commandFor(provider, { amount: 2501 })));
    expect(failure).toMatchObject({ kind: "key_conflict", replayed: false, serverError: false });
    expect(failure.error).toMatchObject({ code: "API_ERROR", reason: "needs_review", outcome: "unknown" });
  });

  const turnedAway: [FaultKind, string, object][] = [
    [{ name: "error_429", reason: "endpoint-rate", retryAfterSeconds: 3 }, "rate_limited", { retryAfterMs: 3000 }],
    [{ name: "lock_timeout" }, "rate_limited", { providerCode: "lock_timeout" }],
    [{ name: "error_401" }, "authentication", {}],
    [{ name: "error_403" }, "permission", {}],
  ];

  test.each(turnedAway)("$name was not executed: API_ERROR %s", async (fault, reason, details) => {
    const provider = providerHere();
    stripe.addFault({ ...onCreate, ...fault });
    const failure = assertErr(await provider.create(commandFor(provider)));
    expect(failure).toMatchObject({ kind: "not_executed", replayed: false, serverError: false, serverTimeMs: nowMs });
    expect(failure.error).toMatchObject({ code: "API_ERROR", reason, outcome: "not_created", details });
    expect(failure.error.details).toHaveProperty("requestId");
    expect(stripe.requests).toHaveLength(1);
  });

  const unanswered: [FaultKind, string, boolean][] = [
    [{ name: "error_409" }, "in_progress", false],
    [{ name: "error_500_not_executed" }, "unavailable", true],
    [{ name: "error_500_executed" }, "unavailable", true],
    [{ name: "error_500_rolled_forward", ms: 1000 }, "unavailable", true],
    [{ name: "truncated_body" }, "network", false],
    [{ name: "wrong_shape" }, "invalid_response", false],
    [{ name: "wrong_shape", status: 422 }, "invalid_response", false],
    [{ name: "wrong_shape", status: 429 }, "rate_limited", false],
    [{ name: "wrong_shape", status: 503 }, "unavailable", true],
    [{ name: "html_502" }, "unavailable", true],
    [{ name: "unreadable_body" }, "invalid_response", false],
  ];

  test.each(unanswered)("%j is indeterminate: API_ERROR %s", async (fault, reason, serverError) => {
    const provider = providerHere();
    stripe.addFault({ ...onCreate, ...fault });
    const failure = assertErr(await provider.create(commandFor(provider)));
    expect(failure).toMatchObject({ kind: "indeterminate", serverError });
    expect(failure.error).toMatchObject({ code: "API_ERROR", reason, outcome: "unknown" });
    expect(stripe.requests).toHaveLength(1);
  });

  test("a replayed 500 is told as a replay and stays indeterminate", async () => {
    const provider = providerHere();
    stripe.addFault({ ...onCreate, name: "error_500_executed" });
    assertErr(await provider.create(commandFor(provider)));
    const failure = assertErr(await provider.create(commandFor(provider)));
    expect(failure).toMatchObject({ kind: "indeterminate", replayed: true, serverError: true });
  });

  test.each(["lose_request", "lose_response"] as const)("%s is indeterminate: API_ERROR network", async (name) => {
    const provider = providerHere();
    stripe.addFault({ ...onCreate, name });
    const failure = assertErr(await provider.create(commandFor(provider)));
    expect(failure).toMatchObject({ kind: "indeterminate", replayed: false, serverError: false, serverTimeMs: null });
    const details = { providerCode: "ECONNRESET" };
    expect(failure.error).toMatchObject({ code: "API_ERROR", reason: "network", outcome: "unknown", details });
    expect(stripe.requests).toHaveLength(1);
  });

  test("the next create under the key of a lost response gets the first transfer", async () => {
    const provider = providerHere();
    stripe.addFault({ ...onCreate, name: "lose_response" });
    assertErr(await provider.create(commandFor(provider)));
    const created = assertOk(await provider.create(commandFor(provider)));
    expect(created.replayed).toBe(true);
    expect(stripe.requests.map(({ idempotencyKey }) => idempotencyKey)).toEqual(["pk1_test", "pk1_test"]);
    expect(stripe.movements).toHaveLength(1);
  });

  test("a client of the caller resends once after a lost response, under the same key", async () => {
    const client = new Stripe(stripe.apiKey, { protocol: "http", host: "127.0.0.1", port: stripe.port });
    const provider = stripeProvider({ client });
    stripe.addFault({ ...onCreate, name: "lose_response" });
    const created = assertOk(await provider.create(commandFor(provider)));
    expect(created.replayed).toBe(true);
    expect(stripe.requests.map(({ idempotencyKey }) => idempotencyKey)).toEqual(["pk1_test", "pk1_test"]);
    expect(stripe.movements).toHaveLength(1);
  });

  test("no answer in time is indeterminate: API_ERROR timeout", async () => {
    const provider = providerHere(150);
    stripe.addFault({ ...onCreate, name: "hang" });
    const failure = assertErr(await provider.create(commandFor(provider)));
    expect(failure).toMatchObject({ kind: "indeterminate", replayed: false, serverError: false });
    expect(failure.error).toMatchObject({ code: "API_ERROR", reason: "timeout", outcome: "unknown" });
  });

  test("a server that isn't there is indeterminate too: API_ERROR network", async () => {
    const provider = stripeProvider({ apiKey: "sk_test_standin", baseUrl: "http://127.0.0.1:1" });
    const failure = assertErr(await provider.create(commandFor(provider)));
    expect(failure).toMatchObject({ kind: "indeterminate" });
    expect(failure.error).toMatchObject({ reason: "network", outcome: "unknown", details: { providerCode: "ECONNREFUSED" } });
  });

  test("a client of the caller makes no retries of its own and keeps to this timeout", async () => {
    const [protocol, host] = ["http", "127.0.0.1"] as const;
    const client = new Stripe(stripe.apiKey, { protocol, host, port: stripe.port, maxNetworkRetries: 5, timeout: 60_000 });
    const patient = stripeProvider({ client, timeoutMs: 10_000 });
    stripe.addFault({ ...onCreate, name: "error_500_not_executed" });
    expect(assertErr(await patient.create(commandFor(patient, {}, "pk1_a"))).error.reason).toBe("unavailable");
    expect(stripe.requests).toHaveLength(1);
    const hasty = stripeProvider({ client, timeoutMs: 150 });
    stripe.addFault({ ...onCreate, name: "hang" });
    expect(assertErr(await hasty.create(commandFor(hasty, {}, "pk1_b"))).error.reason).toBe("timeout");
  });

  test.each(["", "a b", "k".repeat(256), "ü"])("the key %j is never sent", async (key) => {
    const provider = providerHere();
    const failure = assertErr(await provider.create(commandFor(provider, {}, key)));
    expect(failure).toMatchObject({ kind: "not_executed", error: { outcome: "not_created" } });
    expect(stripe.requests).toEqual([]);
  });

  test("a stored request that can't be read is never sent", async () => {
    const provider = providerHere();
    const prepared = { apiVersion: null, body: '{"amount":2500}' };
    const failure = assertErr(await provider.create({ idempotencyKey: "pk1_test", prepared }));
    expect(failure).toMatchObject({ kind: "not_executed", error: { reason: "needs_review", outcome: "not_created" } });
    expect(stripe.requests).toEqual([]);
  });

  test("Stripe-Account goes with the request, and a wrong one is API_ERROR permission", async () => {
    const provider = stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url, stripeAccount: "acct_gone" });
    const failure = assertErr(await provider.create(commandFor(provider)));
    expect(failure).toMatchObject({ kind: "not_executed", error: { reason: "permission", outcome: "not_created" } });
    expect(stripe.requests).toMatchObject([{ stripeAccount: "acct_gone" }]);
  });
});

describe("create against answers that Stripe should never give", () => {
  const mine = payoutOf();
  const transferLike = { object: "transfer", id: "tr_1", amount: 2500, currency: "usd", destination: "acct_ready" };

  test.each([
    ["a transfer without the mark", 200, transferLike],
    ["another object", 200, { ...transferLike, object: "charge" }],
    ["a list", 200, [transferLike]],
    ["null", 200, null],
    ["an error that is a number", 200, { error: 5 }],
    ["a redirection", 302, { error: { type: "invalid_request_error" } }],
  ])("%s is indeterminate: API_ERROR invalid_response", async (_, status, body) => {
    await using server = await answering(() => ({ status, body }));
    const provider = stripeProvider({ apiKey: "sk_test_1", baseUrl: server.url });
    const failure = assertErr(await provider.create(commandFor(provider, mine)));
    expect(failure).toMatchObject({ kind: "indeterminate", error: { reason: "invalid_response", outcome: "unknown" } });
  });

  test("an error of something in between isn't taken for Stripe's refusal", async () => {
    await using server = await answering(() => ({ status: 400, body: { error: { message: "Bad Request" } } }));
    const provider = stripeProvider({ apiKey: "sk_test_1", baseUrl: server.url });
    const failure = assertErr(await provider.create(commandFor(provider, mine)));
    expect(failure).toMatchObject({ kind: "indeterminate", error: { outcome: "unknown" } });
  });

  test("a stored 403 is declined, because every request under its key gets it", async () => {
    const headers = { "idempotent-replayed": "true" };
    await using server = await answering(() => ({ status: 403, headers, body: { error: { type: "invalid_request_error" } } }));
    const provider = stripeProvider({ apiKey: "sk_test_1", baseUrl: server.url });
    const failure = assertErr(await provider.create(commandFor(provider, mine)));
    expect(failure).toMatchObject({ kind: "declined", replayed: true, error: { reason: "permission", outcome: "not_created" } });
  });

  test("an answer that drips in for ever ends at the timeout", async () => {
    await using server = await answering(() => ({ body: null, drips: true }));
    const provider = stripeProvider({ apiKey: "sk_test_1", baseUrl: server.url, timeoutMs: 150 });
    const failure = assertErr(await provider.create(commandFor(provider, mine)));
    expect(failure).toMatchObject({ kind: "indeterminate", error: { reason: "timeout", outcome: "unknown" } });
  });
});
