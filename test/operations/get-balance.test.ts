import { okAsync } from "neverthrow";
import { expect, test } from "vitest";
import { getBalance } from "../../src/operations/get-balance.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { contextFor, querySetup } from "./query-setup.ts";

test("getBalance gives one entry for each currency, sorted", async () => {
  const { context } = querySetup({ balance: { usd: 500, eur: 0, jpy: 7 } });
  const balance = assertOk(await getBalance(context));
  expect(balance.available.filter(({ amount }) => amount > 0)).toEqual([
    { amount: 7, currency: "jpy" },
    { amount: 500, currency: "usd" },
  ]);
  expect(balance.pending).toEqual([]);
});

test("getBalance adds up what the provider splits, keeps negative amounts and hides what else it says", async () => {
  const { sandbox, clock } = querySetup();
  const available = [{ amount: 3, currency: "USD" }, { amount: 4, currency: "usd" }];
  const pending = [{ amount: -5, currency: "eur" }];
  const provider = { ...sandbox, balance: () => okAsync({ available, pending, spendable: [] }) };
  expect(assertOk(await getBalance(contextFor(provider, clock)))).toEqual({
    available: [{ amount: 7, currency: "usd" }],
    pending: [{ amount: -5, currency: "eur" }],
  });
});

test("getBalance can't fail for its options", async () => {
  const { context } = querySetup();
  const options: object = { timeoutMs: -5, signal: "no" };
  assertOk(await getBalance(context, options));
});

test("getBalance says when the key isn't accepted", async () => {
  const { context, sandbox } = querySetup();
  sandbox.nextRead("authentication");
  expect(assertErr(await getBalance(context)).reason).toBe("authentication");
});

test("getBalance refuses a balance that can't be counted exactly", async () => {
  const { sandbox, clock } = querySetup();
  const available = [{ amount: 0.5, currency: "usd" }];
  const provider = { ...sandbox, balance: () => okAsync({ available, pending: [], spendable: [] }) };
  const answer = getBalance(contextFor(provider, clock));
  await clock.advance(30_000);
  expect(assertErr(await answer).reason).toBe("invalid_response");
});
