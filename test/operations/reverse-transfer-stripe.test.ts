import { describe, expect, test } from "vitest";
import type { ReversalRequest } from "../../src/domain/reversal.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { callerOf } from "../stand-in/caller.ts";
import type { FaultKind } from "../stand-in/index.ts";
import { hourMs } from "./client-setup.ts";
import { stripeRequest, stripeSetup } from "./stripe-setup.ts";

const reference = "2026-11:member_42:back";
const onReverse = { method: "POST", path: "/v1/transfers/*/reversals" } as const;

/** A client that has paid one payout of 2500 over HTTP. */
async function paidSetup() {
  const setup = await stripeSetup();
  const { client, run, stripe, sends } = setup;
  const { id: transferId } = assertOk(await run(client.sendPayout(stripeRequest())));
  const paying = sends().length;
  const back = (changes: Partial<ReversalRequest> = {}) => run(client.reverseTransfer({ transferId, reference, ...changes }));
  return {
    ...{ setup, client, run, stripe, transferId, back },
    made: () => stripe.movements.filter(({ kind }) => kind === "reversal"),
    keys: () => sends().slice(paying).map(({ key }) => key),
    [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
  };
}

describe("reverseTransfer over HTTP", () => {
  test("takes some of a transfer back, then the rest, and totals are net of both", async () => {
    await using paid = await paidSetup();
    const { back, client, run, stripe, transferId, made } = paid;
    const reversal = assertOk(await back({ amount: 500 }));
    expect(reversal).toMatchObject({ id: expect.stringMatching(/^trr_/), transferId, reference, amount: 500, currency: "usd" });
    expect(assertOk(await back({ reference: "rest" }))).toMatchObject({ amount: 2000 });
    expect(assertOk(await run(client.getTotalPaid()))).toEqual([{ amount: 0, currency: "usd" }]);
    expect(assertOk(await back())).toEqual(reversal);
    expect(made()).toMatchObject([{ amount: 500, reversalId: reversal.id }, { amount: 2000 }]);
    const record = assertOk(await run(client.getPayout("2026-11:member_42")));
    expect(record?.transfer).toMatchObject({ amountReversed: 2500, status: "reversed" });
    expect(stripe.violations).toEqual([]);
  });

  test.each<[string, FaultKind & { readonly times?: number }]>([
    ["a lost response", { name: "lose_response", times: 2 }],
    ["a lost request", { name: "lose_request", times: 2 }],
    ["a stored 500 that was executed", { name: "error_500_executed" }],
    ["a 429", { name: "error_429", retryAfterSeconds: 1 }],
    ["a lock timeout", { name: "lock_timeout" }],
    ["a body that can't be read", { name: "unreadable_body" }],
    ["a body of another shape", { name: "wrong_shape" }],
    ["a gateway's page", { name: "html_502" }],
  ])("after %s takes the money back once, under one key", async (_name, fault) => {
    await using paid = await paidSetup();
    const { back, stripe, made, keys } = paid;
    stripe.addFault({ ...onReverse, ...fault });
    const reversal = assertOk(await back({ amount: 500 }));
    expect(stripe.faults()).toEqual([]);
    expect(made()).toMatchObject([{ amount: 500, reversalId: reversal.id }]);
    expect(new Set(keys()).size).toBe(1);
  });

  test("after a stored 500 that wasn't executed stays unknown and ends in review", async () => {
    await using paid = await paidSetup();
    const { back, stripe, setup, made } = paid;
    stripe.addFault({ ...onReverse, name: "error_500_not_executed" });
    expect(assertErr(await back({ amount: 500 }), "API_ERROR")).toMatchObject({ outcome: "unknown", reason: "unavailable" });
    for (let hours = 0; hours < 48; hours += 6) {
      await setup.pass(6 * hourMs);
      assertErr(await back({ amount: 500 }), "API_ERROR");
    }
    expect(assertErr(await back({ amount: 500 }), "API_ERROR")).toMatchObject({ outcome: "unknown", reason: "needs_review" });
    expect(made()).toEqual([]);
  });

  test("finds its reversal among many pages of others after its key expired", async () => {
    await using paid = await paidSetup();
    const { back, stripe, setup, made, transferId, keys } = paid;
    stripe.addFault({ ...onReverse, name: "lose_response", times: 100 });
    assertErr(await back({ amount: 500 }), "API_ERROR");
    stripe.clearFaults();
    const call = callerOf(stripe);
    for (let count = 0; count < 120; count += 1) await call.post(`/v1/transfers/${transferId}/reversals`, { amount: 1 });
    await setup.pass(25 * hourMs);
    const sent = keys().length;
    const reversal = assertOk(await back({ amount: 500 }));
    expect(keys()).toHaveLength(sent);
    expect(made()).toHaveLength(121);
    expect(made()[0]).toMatchObject({ amount: 500, reversalId: reversal.id });
  });

  test("refused because somebody was quicker is TRANSFER_FAILED, and may be asked for anew", async () => {
    await using paid = await paidSetup();
    const { back, stripe, transferId, made } = paid;
    stripe.addFault({ ...onReverse, name: "error_401" });
    assertErr(await back({ amount: 2500 }), "API_ERROR");
    await callerOf(stripe).post(`/v1/transfers/${transferId}/reversals`, { amount: 1 });
    expect(assertErr(await back({ amount: 2500 }), "TRANSFER_FAILED")).toMatchObject({ outcome: "not_created" });
    expect(assertOk(await back())).toMatchObject({ amount: 2499 });
    expect(made()).toHaveLength(2);
  });

  test.each(["acct_1", "tr_1/../..", "tr_é"])("of %s asks nobody to move money", async (transferId) => {
    await using paid = await paidSetup();
    const error = assertErr(await paid.back({ transferId }));
    expect(error.outcome).toBe("not_created");
    expect(paid.keys()).toEqual([]);
  });
});
