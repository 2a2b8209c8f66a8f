import { describe, expect, test } from "vitest";
import { formatCount, formatMoney, isoDecimalsOf, plural, toMinorUnits } from "../../src/cli/format-money.ts";
import { decimalsOf } from "../../src/providers/stripe/decimals.ts";

describe("formatMoney", () => {
  test.each([
    [{ amount: 123_456_789, currency: "usd" }, "1,234,567.89 usd"],
    [{ amount: 5, currency: "eur" }, "0.05 eur"],
    [{ amount: 0, currency: "gbp" }, "0.00 gbp"],
    [{ amount: 1_234_567, currency: "jpy" }, "1,234,567 jpy"],
    [{ amount: 1_234_560, currency: "kwd" }, "1,234.560 kwd"],
    [{ amount: 500, currency: "ugx" }, "5.00 ugx"],
    [{ amount: -123_456, currency: "usd" }, "-1,234.56 usd"],
    [{ amount: Number.MAX_SAFE_INTEGER, currency: "usd" }, "90,071,992,547,409.91 usd"],
  ])("writes %o as %s", (money, text) => {
    expect(formatMoney(money, decimalsOf)).toBe(text);
  });
});

test("counts have separators and their noun's plural", () => {
  expect([formatCount(1_000_000), plural(1, "row"), plural(2_000, "row")]).toEqual([
    "1,000,000",
    "1 row",
    "2,000 rows",
  ]);
});

test.each([
  ["12.50", "usd", "1250"],
  ["0.5", "eur", "50"],
  ["12.500", "usd", "1250"],
  ["12.505", "usd", null],
  ["1200.00", "JPY", "1200"],
  ["1.5", "kwd", "1500"],
  ["abc", "usd", null],
])("%s %s is %s in minor units", (text, currency, expected) => {
  expect(toMinorUnits(text, decimalsOf(currency))).toBe(expected);
});

test("without a word of the provider a currency has the decimals of ISO 4217, and two where that has none", () => {
  expect(["usd", "jpy", "kwd", "??"].map(isoDecimalsOf)).toEqual([2, 0, 3, 2]);
});
