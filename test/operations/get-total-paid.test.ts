import { okAsync } from "neverthrow";
import { expect, test } from "vitest";
import { getTotalPaid } from "../../src/operations/get-total-paid.ts";
import type { ProviderTransfer } from "../../src/ports/transfer-provider.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { addTransfers, contextFor, pay, querySetup } from "./query-setup.ts";

test("getTotalPaid is net of reversals, one entry for each currency, sorted", async () => {
  const setup = querySetup();
  const { id } = await pay(setup, "a", { amount: 1000 });
  await pay(setup, "b", { amount: 500 });
  await pay(setup, "c", { amount: 70, currency: "jpy" });
  const whole = await pay(setup, "d", { amount: 20, currency: "eur" });
  setup.sandbox.reverse(id, 300);
  setup.sandbox.reverse(whole.id);
  expect(assertOk(await getTotalPaid(setup.context))).toEqual([
    { amount: 0, currency: "eur" },
    { amount: 70, currency: "jpy" },
    { amount: 1200, currency: "usd" },
  ]);
});

test("getTotalPaid keeps to every filter", async () => {
  const setup = querySetup();
  await pay(setup, "a", { recipientId: "acct_noor", amount: 7 });
  addTransfers(setup, 3, "acct_noor");
  addTransfers(setup, 3, "acct_maya");
  const request = { recipientId: "acct_noor", origin: "other", currency: "USD" } as const;
  const from = new Date(setup.clock.now() + 1);
  expect(assertOk(await getTotalPaid(setup.context, request))).toEqual([{ amount: 303, currency: "usd" }]);
  expect(assertOk(await getTotalPaid(setup.context, { ...request, from }))).toEqual([{ amount: 203, currency: "usd" }]);
  expect(assertOk(await getTotalPaid(setup.context, { currency: "eur" }))).toEqual([]);
});

test("getTotalPaid counts no transfer that moved nothing", async () => {
  const setup = querySetup();
  addTransfers(setup, 2);
  const provider = {
    ...setup.sandbox,
    list: () =>
      setup.sandbox.list({ limit: 100 }).map((page) => ({
        ...page,
        transfers: page.transfers.map((transfer): ProviderTransfer => ({ ...transfer, status: "failed" })),
      })),
  };
  expect(assertOk(await getTotalPaid(contextFor(provider, setup.clock)))).toEqual([]);
});

test("getTotalPaid is INVALID_REQUEST rather than inexact", async () => {
  const setup = querySetup();
  addTransfers(setup, 2);
  const [first, second] = setup.sandbox.transfers();
  if (first === undefined || second === undefined) throw new Error("expected two transfers");
  const transfers = [{ ...first, amount: Number.MAX_SAFE_INTEGER }, { ...second, amount: 1 }];
  const provider = { ...setup.sandbox, list: () => okAsync({ transfers, nextCursor: null }) };
  const error = assertErr(await getTotalPaid(contextFor(provider, setup.clock)), "INVALID_REQUEST");
  expect(error.message).toContain("narrow");
});

test("getTotalPaid refuses wrong filters", async () => {
  const wrong: unknown = "acct_maya";
  assertErr(await getTotalPaid(querySetup().context, wrong as object), "INVALID_REQUEST");
});
