import { err, ok, type Result } from "neverthrow";

/**
 * An amount of one currency.
 *
 * @example
 * const price: Money = { amount: 2500, currency: "usd" }; // 25.00 US dollars
 */
export interface Money {
  /** An integer in the currency's minor unit, as the provider counts it. */
  readonly amount: number;
  /** A lower-case ISO 4217 code. */
  readonly currency: string;
}

/**
 * The amount of one currency in a list of money, 0 if it isn't there. Either case is accepted.
 *
 * @example
 * amountIn([{ amount: 2500, currency: "usd" }], "USD"); // 2500
 */
export function amountIn(money: readonly Money[], currency: string): number {
  const wanted = currency.toLowerCase();
  return money.find((entry) => entry.currency === wanted)?.amount ?? 0;
}

/** Adds two amounts; the error is the sum that no number can hold exactly. */
export function addAmounts(left: number, right: number): Result<number, "sum_too_large"> {
  const sum = left + right;
  return Number.isSafeInteger(sum) ? ok(sum) : err("sum_too_large");
}

/** Sums of money, one for each currency, which never become inexact. */
export class MoneyTotals {
  readonly #sums = new Map<string, number>();

  /** Adds one amount to its currency's sum, or changes nothing and says that it would be too large. */
  add(money: Money): Result<void, "sum_too_large"> {
    const sum = addAmounts(this.#sums.get(money.currency) ?? 0, money.amount);
    if (sum.isErr()) return err(sum.error);
    this.#sums.set(money.currency, sum.value);
    return ok(undefined);
  }

  /** The sum of one currency, 0 if nothing was added to it. */
  of(currency: string): number {
    return this.#sums.get(currency) ?? 0;
  }

  /** Every sum, sorted by currency. */
  toMoney(): Money[] {
    return [...this.#sums]
      .map(([currency, amount]) => ({ amount, currency }))
      .sort((left, right) => (left.currency < right.currency ? -1 : 1));
  }
}
