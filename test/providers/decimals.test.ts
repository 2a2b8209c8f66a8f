import { expect, test } from "vitest";
import { sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { stripeProvider } from "../../src/providers/stripe/index.ts";

const currencies = Intl.supportedValuesOf("currency");
const stripe = stripeProvider({ apiKey: "sk_test_1" });
const sandbox = sandboxProvider({ balance: { usd: 1 } });

test.each([
  ["usd", 2],
  ["JPY", 0],
  ["ugx", 2],
  ["isk", 2],
  ["kwd", 3],
  ["huf", 2],
])("Stripe's amounts of %s have %d decimals", (currency, decimals) => {
  expect(stripe.decimalsOf?.(currency)).toBe(decimals);
});

test("the sandbox's amounts have the decimals of Stripe's in every currency", () => {
  expect(currencies.length).toBeGreaterThan(100);
  expect(currencies.filter((code) => sandbox.decimalsOf?.(code) !== stripe.decimalsOf?.(code))).toEqual([]);
});
