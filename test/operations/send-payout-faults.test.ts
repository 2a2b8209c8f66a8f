import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import type { FaultKind } from "../stand-in/index.ts";
import { hourMs } from "./client-setup.ts";
import { onCreate, stripeRequest, stripeSetup } from "./stripe-setup.ts";

// More than once, so that a resend meets it too.
const twice = { ...onCreate, times: 2 } as const;

describe("sendPayout over HTTP", () => {
  test.each<[string, FaultKind & { readonly times?: number }]>([
    ["a lost response", { name: "lose_response", times: 2 }],
    ["a lost request", { name: "lose_request", times: 2 }],
    ["a twin in flight", { name: "error_409" }],
    ["a 429", { name: "error_429", retryAfterSeconds: 1 }],
    ["a lock timeout", { name: "lock_timeout" }],
    ["a body that can't be read", { name: "unreadable_body" }],
    ["a body of another shape", { name: "wrong_shape" }],
    ["a 422 of another shape", { name: "wrong_shape", status: 422 }],
    ["a body that breaks off", { name: "truncated_body", times: 2 }],
    ["a gateway's page", { name: "html_502" }],
    ["a gateway's page before anything was executed", { name: "html_502", executes: false }],
  ])("after %s pays once, under one key", async (_name, fault) => {
    await using setup = await stripeSetup();
    const { client, stripe, run, sends } = setup;
    stripe.addFault({ ...onCreate, ...fault });
    const transfer = assertOk(await run(client.sendPayout(stripeRequest())));
    expect(stripe.faults()).toEqual([]);
    expect(stripe.movements).toMatchObject([{ transferId: transfer.id, amount: 2500, destination: "acct_ready" }]);
    expect(new Set(sends().map(({ key }) => key)).size).toBe(1);
    expect(sends().length).toBeGreaterThan(1);
  });

  test("after a lost response finds the transfer though its metadata was emptied in the dashboard and the key has expired", async () => {
    await using setup = await stripeSetup();
    const { client, stripe, run, pass } = setup;
    stripe.addFault({ ...onCreate, name: "lose_response", times: 100 });
    expect(assertErr(await run(client.sendPayout(stripeRequest())), "API_ERROR").outcome).toBe("unknown");
    stripe.clearFaults();
    const transferId = stripe.movements[0]?.transferId ?? "";
    const { hostname: host, port } = new URL(stripe.url);
    const dashboard = new Stripe(stripe.apiKey, { host, port, protocol: "http" });
    await dashboard.transfers.update(transferId, { metadata: "" });
    for (const hours of [25, 2, 2]) {
      await pass(hours * hourMs);
      assertOk(await run(client.recover()));
    }
    expect(assertErr(await run(client.sendPayout(stripeRequest())), "ALREADY_PAID").details.transfer.id).toBe(transferId);
    expect(stripe.movements).toHaveLength(1);
  });

  test("after a stored 500 that was executed finds the transfer and pays no second time", async () => {
    await using setup = await stripeSetup();
    const { client, stripe, run } = setup;
    stripe.addFault({ ...onCreate, name: "error_500_executed" });
    const transfer = assertOk(await run(client.sendPayout(stripeRequest())));
    expect(stripe.movements.map(({ transferId }) => transferId)).toEqual([transfer.id]);
  });

  test("after a stored 500 that wasn't executed stays unknown and ends in review", async () => {
    await using setup = await stripeSetup();
    const { client, stripe, run, pass, events } = setup;
    stripe.addFault({ ...onCreate, name: "error_500_not_executed" });
    const error = assertErr(await run(client.sendPayout(stripeRequest())), "API_ERROR");
    expect(error).toMatchObject({ outcome: "unknown", reason: "unavailable", retryable: true });
    for (let hours = 0; hours < 48; hours += 6) {
      await pass(6 * hourMs);
      assertErr(await run(client.sendPayout(stripeRequest())), "API_ERROR");
    }
    const last = assertErr(await run(client.sendPayout(stripeRequest())), "API_ERROR");
    expect(last).toMatchObject({ outcome: "unknown", reason: "needs_review", retryable: false });
    expect(events.filter(({ type }) => type === "payout.review")).toHaveLength(1);
    expect(stripe.movements).toEqual([]);
  });

  test("after a 500 that is rolled forward an hour later finds that transfer", async () => {
    await using setup = await stripeSetup();
    const { client, stripe, run, pass } = setup;
    stripe.addFault({ ...onCreate, name: "error_500_rolled_forward", ms: hourMs });
    assertErr(await run(client.sendPayout(stripeRequest())), "API_ERROR");
    await pass(2 * hourMs);
    const transfer = assertOk(await run(client.sendPayout(stripeRequest())));
    expect(stripe.movements.map(({ transferId }) => transferId)).toEqual([transfer.id]);
  });

  test.each(["error_401", "error_403"] as const)("with %s is told not_created, and a later call pays under the same key", async (name) => {
    await using setup = await stripeSetup();
    const { client, stripe, run, sends } = setup;
    stripe.addFault({ ...onCreate, name });
    const error = assertErr(await run(client.sendPayout(stripeRequest())), "API_ERROR");
    const reason = name === "error_401" ? "authentication" : "permission";
    expect(error).toMatchObject({ outcome: "not_created", reason, retryable: false });
    expect(sends()).toHaveLength(1);
    assertOk(await run(client.sendPayout(stripeRequest())));
    expect(new Set(sends().map(({ key }) => key)).size).toBe(1);
    expect(stripe.movements).toHaveLength(1);
  });

  test("with a 401 after a lost answer is told unknown, because the 401 says nothing of the send before", async () => {
    await using setup = await stripeSetup();
    const { client, stripe, run } = setup;
    stripe.addFault({ ...twice, name: "lose_response" });
    stripe.addFault({ ...onCreate, name: "error_401" });
    const error = assertErr(await run(client.sendPayout(stripeRequest())), "API_ERROR");
    expect(error).toMatchObject({ outcome: "unknown", reason: "authentication" });
    assertOk(await run(client.sendPayout(stripeRequest())));
    expect(stripe.movements).toHaveLength(1);
  });

  test("with a 400 from before the replay layer after a lost answer stays unknown until the key's own answer comes", async () => {
    await using setup = await stripeSetup();
    const { client, stripe, run } = setup;
    stripe.addFault({ ...twice, name: "lose_response" });
    stripe.addFault({ ...onCreate, name: "error_400_unstored" });
    assertOk(await run(client.sendPayout(stripeRequest())));
    expect(stripe.movements).toHaveLength(1);
  });

  test("that never gets an answer is told unknown when its time is up, and the late answer is recorded", async () => {
    await using setup = await stripeSetup();
    const { client, stripe, run, store } = setup;
    stripe.addFault({ ...onCreate, name: "delay", ms: 60_000 });
    const error = assertErr(await run(client.sendPayout(stripeRequest(), { timeoutMs: 2_000 })), "API_ERROR");
    expect(error).toMatchObject({ outcome: "unknown", reason: "timeout", retryable: true });
    stripe.clock.advance(60_000);
    const record = await run(waitFor(async () => assertOk(await client.getPayout("2026-11:member_42")), ({ state }) => state === "paid"));
    expect(record.transfer?.id).toBe(stripe.movements[0]?.transferId);
    expect(store.name).toBe("memory");
  });

  test("that hangs longer than the adapter waits is sent again under the same key", async () => {
    await using setup = await stripeSetup({ answerMs: 150 });
    const { client, stripe, run } = setup;
    stripe.addFault({ ...onCreate, name: "hang" });
    assertOk(await run(client.sendPayout(stripeRequest(), { timeoutMs: 3_000_000 })));
    expect(stripe.movements).toHaveLength(1);
  });

  test("of a definite decline opens a second attempt under another key only when it is called again", async () => {
    await using setup = await stripeSetup({ checkBalance: false, standIn: { balances: { usd: 1000 } } });
    const { client, stripe, run, sends } = setup;
    const error = assertErr(await run(client.sendPayout(stripeRequest())), "INSUFFICIENT_BALANCE");
    expect(error).toMatchObject({ outcome: "not_created", details: { currency: "usd", required: 2500, available: null } });
    expect(sends()).toHaveLength(1);
    stripe.setBalance("usd", 10_000);
    assertOk(await run(client.sendPayout(stripeRequest({ amount: 3000 }))));
    const keys = sends().map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([2, 2]);
    expect(stripe.movements).toMatchObject([{ amount: 3000 }]);
    const record = assertOk(await run(client.getPayout("2026-11:member_42")));
    expect(record).toMatchObject({ state: "paid", amount: 3000, attempts: [{ number: 1 }, { number: 2 }] });
  });

  test("whose decline got lost is told the decline, not another attempt", async () => {
    await using setup = await stripeSetup({ checkBalance: false, standIn: { balances: { usd: 1000 } } });
    const { client, stripe, run, sends } = setup;
    stripe.addFault({ ...twice, name: "lose_response" });
    assertErr(await run(client.sendPayout(stripeRequest())), "INSUFFICIENT_BALANCE");
    expect(new Set(sends().map(({ key }) => key)).size).toBe(1);
    expect(stripe.movements).toEqual([]);
  });

  test.each([
    ["acct_gone", "not_found"],
    ["acct_inactive", "not_ready"],
    ["acct_closed", "not_ready"],
  ] as const)("to %s is INVALID_RECIPIENT %s", async (recipientId, reason) => {
    const recipients = [{ id: "acct_inactive", transfers: "inactive" }, { id: "acct_closed", closed: true }] as const;
    await using setup = await stripeSetup({ standIn: { recipients } });
    const error = assertErr(await setup.run(setup.client.sendPayout(stripeRequest({ recipientId }))), "INVALID_RECIPIENT");
    expect(error).toMatchObject({ outcome: "not_created", reason, details: { recipientId } });
  });

  test("after 24 hours without an answer sends nothing again and finds the transfer that was made", async () => {
    await using setup = await stripeSetup({ timeoutMs: 2_000 });
    const { client, stripe, run, pass, sends } = setup;
    stripe.addFault({ ...onCreate, name: "lose_response", times: 100 });
    assertErr(await run(client.sendPayout(stripeRequest())), "API_ERROR");
    await run(waitFor(async () => assertOk(await client.getPayout("2026-11:member_42")), ({ state }) => state === "unknown"));
    stripe.clearFaults();
    await pass(25 * hourMs);
    const before = sends().length;
    const transfer = assertOk(await run(client.sendPayout(stripeRequest(), { timeoutMs: 60_000 })));
    expect(sends()).toHaveLength(before);
    expect(stripe.movements.map(({ transferId }) => transferId)).toEqual([transfer.id]);
  });
});

async function waitFor<T>(look: () => Promise<T | null>, isThere: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look();
    if (value !== null && isThere(value)) return value;
  }
}
