import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addAmounts, amountIn, MoneyTotals } from "../../src/domain/money.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";

const max = Number.MAX_SAFE_INTEGER;

describe("money", () => {
  test("of one currency is found in either case, and is 0 where there is none", () => {
    const money = [{ amount: 5, currency: "usd" }, { amount: 7, currency: "eur" }];
    expect([amountIn(money, "USD"), amountIn(money, "eur"), amountIn(money, "jpy"), amountIn([], "usd")]).toEqual([5, 7, 0, 0]);
  });

  test("past the largest safe integer is an error, not a wrong number", () => {
    expect(assertOk(addAmounts(max - 1, 1))).toBe(max);
    expect(assertErr(addAmounts(max, 1))).toBe("sum_too_large");
    expect(assertErr(addAmounts(-max, -1))).toBe("sum_too_large");
  });

  test("that is too large changes no total", () => {
    const totals = new MoneyTotals();
    assertOk(totals.add({ amount: max, currency: "usd" }));
    assertErr(totals.add({ amount: 1, currency: "usd" }));
    assertOk(totals.add({ amount: 1, currency: "eur" }));
    expect(totals.toMoney()).toEqual([{ amount: 1, currency: "eur" }, { amount: max, currency: "usd" }]);
    expect([totals.of("usd"), totals.of("jpy")]).toEqual([max, 0]);
  });

  test("adds up to what exact arithmetic says, or says that it can't", () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 20 }), (amounts) => {
        const totals = new MoneyTotals();
        let exact = 0n;
        for (const amount of amounts) {
          const isExact = totals.add({ amount, currency: "usd" }).isOk();
          const sum = exact + BigInt(amount);
          expect(isExact).toBe(sum <= BigInt(max) && sum >= -BigInt(max));
          if (isExact) exact = sum;
        }
        expect(BigInt(totals.of("usd"))).toBe(exact);
      }),
      { numRuns: 200 },
    );
  });
});
