import { expect, test } from "vitest";
import { parseCurrency } from "../../src/domain/currency.ts";

test.each([["usd", "usd"], ["USD", "usd"], ["Jpy", "jpy"], ["ugx", "ugx"], ["isk", "isk"]])("%s is a currency", (text, code) => {
  expect(parseCurrency(text)).toBe(code);
});

test.each(["", "us", "usdd", " usd", "usd ", "xyz", "xxx", "xau", "xts", "$", "ｕｓｄ", "uſd", "__proto__", "constructor", "usd aed"])(
  "%j isn't a currency",
  (text) => {
    expect(parseCurrency(text)).toBeNull();
  },
);
