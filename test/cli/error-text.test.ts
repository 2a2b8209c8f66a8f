import { expect, test } from "vitest";
import { errorText } from "../../src/cli/error-text.ts";
import { formatMoney, isoDecimalsOf, type ShowMoney } from "../../src/cli/format-money.ts";
import { PayoutError, type PayoutErrorTable, type PayoutRequest } from "../../src/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { sandboxClient } from "./sandbox-client.ts";

const show: ShowMoney = (money) => formatMoney(money, isoDecimalsOf);

test.each([
  [{ currency: "usd", required: 2500, available: 1000 }, "the available balance of 10.00 usd doesn't cover 25.00 usd"],
  [{ currency: "jpy", required: 2500, available: null }, "the available balance doesn't cover 2,500 jpy"],
] as const)("a balance of %j is told in the currency's own form", (details, text) => {
  expect(errorText(insufficient(details), show)).toBe(text);
});

test.each([
  [{ currency: "usd", amount: 500, minimum: 1000 }, "5.00 usd is below the minimum of 10.00 usd"],
  [{ currency: "usd", amount: 500, minimum: null }, "5.00 usd is less than the provider transfers"],
] as const)("a minimum of %j is told in the currency's own form", (details, text) => {
  expect(errorText(tooSmall(details), show)).toBe(text);
});

const paid: PayoutRequest = { reference: "r1", recipientId: "acct_1", amount: 2500, currency: "usd" };

test.each([
  [{ amount: 9000 }, "its amount is 25.00 usd, not 90.00 usd"],
  [{ recipientId: "acct_2" }, "its recipientId is acct_1, not acct_2"],
  [{ amount: 9000, currency: "jpy" }, "its amount is 25.00 usd, not 9,000 jpy, its currency is usd, not jpy"],
])("a reference that names another payout than %j tells both values of each field", async (change, told) => {
  const { client } = sandboxClient();
  assertOk(await client.sendPayout(paid));
  const error = assertErr(await client.sendPayout({ ...paid, ...change }), "INVALID_REQUEST");
  expect(errorText(error, show)).toBe(`the reference "r1" already names another payout: ${told}`);
});

test("an error without amounts keeps the library's words", () => {
  const error = new PayoutError({ code: "API_ERROR", outcome: "unknown", reason: "network", details: {}, message: "no answer" });
  expect(errorText(error, show)).toBe("no answer");
});

function insufficient(details: PayoutErrorTable["INSUFFICIENT_BALANCE"]["details"]): PayoutError {
  const reason = "insufficient_balance";
  return new PayoutError({ code: "INSUFFICIENT_BALANCE", outcome: "not_created", reason, details, message: "in minor units" });
}

function tooSmall(details: PayoutErrorTable["BELOW_MINIMUM_THRESHOLD"]["details"]): PayoutError {
  const reason = "below_minimum";
  return new PayoutError({ code: "BELOW_MINIMUM_THRESHOLD", outcome: "not_created", reason, details, message: "in minor units" });
}
