import { describe, expect, test } from "vitest";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { clientSetup, hourMs, payoutRequest, payoutRequests } from "../operations/client-setup.ts";
import { onCreate, stripeRequest, stripeSetup } from "../operations/stripe-setup.ts";

describe("what went wrong elsewhere", () => {
  test("a decline for want of funds isn't replayed for hours: a new call after a top-up pays at once", async () => {
    await using setup = await stripeSetup({ checkBalance: false, standIn: { balances: { usd: 100 } } });
    const { client, stripe, run } = setup;
    assertErr(await run(client.sendPayout(stripeRequest())), "INSUFFICIENT_BALANCE");
    stripe.setBalance("usd", 10_000);
    assertOk(await run(client.sendPayout(stripeRequest())));
    expect(stripe.movements).toHaveLength(1);
  });

  test("an unknown outcome is never released and paid again, however often it is called", async () => {
    const { client, sandbox, clock, run } = clientSetup({ timeoutMs: 500 });
    sandbox.next("lose_response", { times: Infinity });
    for (let times = 0; times < 5; times++) {
      expect(assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR").outcome).toBe("unknown");
      await clock.advance(60_000);
    }
    sandbox.clearScenarios();
    assertOk(await run(client.sendPayout(payoutRequest())));
    expect(sandbox.movements()).toBe(1);
  });

  test("a retry more than 24 hours later doesn't pay twice under a key that the provider forgot", async () => {
    const { client, sandbox, clock, run } = clientSetup({ timeoutMs: 500 });
    sandbox.next("lose_response", { times: Infinity });
    assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    sandbox.clearScenarios();
    await clock.advance(25 * hourMs);
    assertOk(await run(client.sendPayout(payoutRequest())));
    expect(sandbox.movements()).toBe(1);
  });

  test("two payouts that race for one balance don't both count on it: one is paid, the other told why not", async () => {
    const { client, sandbox, run } = clientSetup({ sandbox: { balance: { usd: 2500 }, latencyMs: 20 } });
    const results = await run(Promise.all(payoutRequests(2).map((request) => client.sendPayout(request))));
    expect(results.map((result) => result.match(() => "paid", ({ code }) => code)).toSorted()).toEqual(["INSUFFICIENT_BALANCE", "paid"]);
    expect(sandbox.movements()).toBe(1);
  });

  test("after a 429 that is told not_created nothing is sent without a new call, so that a refund is safe", async () => {
    const { client, sandbox, pass, run } = clientSetup();
    sandbox.next("rate_limit", { times: Infinity });
    const error = assertErr(await run(client.sendPayout(payoutRequest(), { timeoutMs: 2_000 })), "API_ERROR");
    expect(error).toMatchObject({ reason: "rate_limited", outcome: "not_created" });
    sandbox.clearScenarios();
    await pass(5_000);
    expect(assertOk(await run(client.recover())).checked).toBe(0);
    expect(sandbox.movements()).toBe(0);
  });

  test("a 429 after an answer that was lost isn't taken for proof that nothing was paid", async () => {
    await using setup = await stripeSetup();
    const { client, stripe, run } = setup;
    stripe.addFault({ ...onCreate, name: "lose_response", times: 2 });
    stripe.addFault({ ...onCreate, name: "error_429", times: 1_000 });
    const error = assertErr(await run(client.sendPayout(stripeRequest(), { timeoutMs: 3_000 })), "API_ERROR");
    expect(error.outcome).toBe("unknown");
    stripe.clearFaults();
    expect(stripe.movements).toHaveLength(1);
  });

  test("429s in the middle of a batch slow it down and fail no payout", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.next("rate_limit", { times: 15 });
    const { counts } = assertOk(await run(client.processBatchPayouts(payoutRequests(25))));
    expect([counts.paid, counts.failed, counts.notStarted]).toEqual([25, 0, 0]);
  });

  test("a retry with another amount doesn't mark the first payout failed", async () => {
    const { client, sandbox, run } = clientSetup({ timeoutMs: 500 });
    sandbox.next("lose_response", { times: Infinity });
    assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    sandbox.clearScenarios();
    const error = assertErr(await run(client.sendPayout(payoutRequest({ amount: 2600 }))), "INVALID_REQUEST");
    expect(error).toMatchObject({ reason: "reference_conflict", outcome: "unknown" });
    expect(assertOk(await run(client.sendPayout(payoutRequest()))).amount).toBe(2500);
    expect(sandbox.movements()).toBe(1);
  });

  test("an error is told apart by its code, whatever words the provider uses", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.next("decline", { providerCode: "insufficient funds, please retry" });
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "TRANSFER_FAILED");
    expect(error).toMatchObject({ retryable: false, details: { providerCode: "insufficient funds, please retry" } });
  });

  test("one payout's failing notice stops no other payout of its batch", async () => {
    const { client, sandbox, run } = clientSetup();
    const onResult = (item: { readonly index: number }): void => {
      if (item.index === 1) throw new Error("no mailbox");
    };
    const { counts } = assertOk(await run(client.processBatchPayouts(payoutRequests(5), { onResult, concurrency: 1 })));
    expect([counts.paid, sandbox.movements()]).toEqual([5, 5]);
  });
});
