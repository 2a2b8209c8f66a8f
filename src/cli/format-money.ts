import type { Money } from "../index.ts";

/** How many decimals amounts have in a currency, as their provider counts them. */
export type DecimalsOf = (currency: string) => number;

/** Shows an amount in its currency's own form. */
export type ShowMoney = (money: Money) => string;

/** An amount for people: `1,234.50 usd`, `1,234 jpy`. */
export function formatMoney({ amount, currency }: Money, decimalsOf: DecimalsOf): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(amount)).padStart(decimals + 1, "0");
  const whole = groupThousands(digits.slice(0, digits.length - decimals));
  const fraction = decimals === 0 ? "" : `.${digits.slice(digits.length - decimals)}`;
  return `${amount < 0 ? "-" : ""}${whole}${fraction} ${currency}`;
}

/** A count for people: `12,000`. */
export function formatCount(count: number): string {
  return groupThousands(String(count));
}

/** A count and its noun: `1 payout`, `2 payouts`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `1250` for `12.50` usd; `null` where the text has more decimals than the currency or isn't a number. */
export function toMinorUnits(text: string, decimals: number): string | null {
  const [, whole, fraction] = /^(\d+)\.(\d+)$/.exec(text) ?? [];
  if (whole === undefined || fraction === undefined) return null;
  const kept = fraction.slice(0, decimals).padEnd(decimals, "0");
  if (/[1-9]/.test(fraction.slice(decimals))) return null;
  return `${whole}${kept}`.replace(/^0+(?=\d)/, "");
}

/** The decimals of ISO 4217, for a provider that doesn't say how it counts. */
export function isoDecimalsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ",");
}
