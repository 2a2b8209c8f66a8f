import { expect, test } from "vitest";
import { getPayoutSummary } from "../../src/operations/get-payout-summary.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { addTransfers, pay, querySetup } from "./query-setup.ts";

test("getPayoutSummary sums up currency by currency", async () => {
  const setup = querySetup();
  await pay(setup, "a", { amount: 1001, recipientId: "acct_maya" });
  const reversed = await pay(setup, "b", { amount: 500, recipientId: "acct_noor" });
  await pay(setup, "c", { amount: 70, currency: "eur" });
  setup.sandbox.reverse(reversed.id, 100);
  const summary = assertOk(await getPayoutSummary(setup.context, { interval: "month" }));
  expect(summary.count).toBe(3);
  expect(summary.currencies.map(({ currency }) => currency)).toEqual(["eur", "usd"]);
  expect(summary.currencies[1]).toEqual({
    currency: "usd",
    count: 2,
    gross: 1501,
    reversed: 100,
    net: 1401,
    average: 750,
    smallest: 500,
    largest: 1001,
    recipientCount: 2,
    byStatus: { pending: 0, paid: 1, partially_reversed: 1, reversed: 0, failed: 0, unrecognized: 0 },
    topRecipients: [
      { recipientId: "acct_maya", count: 1, net: 1001 },
      { recipientId: "acct_noor", count: 1, net: 400 },
    ],
    timeline: [{ start: "2026-06-01", count: 2, net: 1401 }],
  });
});

test("getPayoutSummary names ten recipients unless it is told otherwise, and has no timeline unless asked", async () => {
  const setup = querySetup();
  for (let index = 0; index < 12; index += 1) addTransfers(setup, 1, `acct_${index}`);
  const [usd] = assertOk(await getPayoutSummary(setup.context)).currencies;
  expect(usd).toMatchObject({ recipientCount: 12, timeline: [] });
  expect(usd?.topRecipients).toHaveLength(10);
  const [none] = assertOk(await getPayoutSummary(setup.context, { top: 0 })).currencies;
  expect(none?.topRecipients).toEqual([]);
});

test("getPayoutSummary keeps to its filters over many pages", async () => {
  const setup = querySetup();
  addTransfers(setup, 250, "acct_maya");
  await pay(setup, "a");
  const summary = assertOk(await getPayoutSummary(setup.context, { origin: "other", recipientId: "acct_maya" }));
  expect(summary.count).toBe(250);
});

test("getPayoutSummary refuses an absurd timeline before it asks anybody", async () => {
  const setup = querySetup();
  setup.sandbox.nextRead("slow", { call: "list" });
  const request = { interval: "day", from: new Date(0), to: new Date("2026-01-01") } as const;
  const error = assertErr(await getPayoutSummary(setup.context, request), "INVALID_REQUEST");
  expect(error.details.issues).toMatchObject([{ path: "interval" }]);
  expect(setup.sandbox.waitingScenarios()).toHaveLength(1);
});

test("getPayoutSummary refuses a timeline that turns out to be absurd", async () => {
  const setup = querySetup();
  setup.sandbox.addTransfer({ recipientId: "acct_maya", amount: 1, currency: "usd", createdAtMs: 0 });
  addTransfers(setup, 1);
  assertErr(await getPayoutSummary(setup.context, { interval: "day" }), "INVALID_REQUEST");
  assertOk(await getPayoutSummary(setup.context, { interval: "week" }));
});

test("getPayoutSummary lists everything that is wrong with a request", async () => {
  const wrong: object = { interval: "year", top: 1001, currency: 5 };
  const error = assertErr(await getPayoutSummary(querySetup().context, wrong), "INVALID_REQUEST");
  expect(error.details.issues.map(({ path }) => path)).toEqual(["currency", "interval", "top"]);
});
