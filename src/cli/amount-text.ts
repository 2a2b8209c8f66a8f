import type { Issue } from "../index.ts";
import { type DecimalsOf, toMinorUnits } from "./format-money.ts";

/** Reads an amount from text: digits alone, so that `2.5e3`, `1,250` and `12.50` aren't guessed at. */
export function readAmount(text: string): number {
  return /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** What is wrong with an amount's text, or `null` where {@link readAmount} understands it. */
export function amountIssue(text: string, currency: string, decimalsOf: DecimalsOf): Issue | null {
  if (Number.isSafeInteger(readAmount(text))) return null;
  if (text === "") return { path: "amount", message: "is missing" };
  const shown = JSON.stringify(text.slice(0, 40));
  if (!Number.isNaN(readAmount(text))) return tooLarge(text);
  if (!/^-?\d*\.\d*$/.test(text)) {
    return {
      path: "amount",
      message: `expected digits alone, the amount in minor units (2500 is 25.00 usd), got ${shown}`,
    };
  }
  const meant = toMinorUnits(text, decimalsOf(currency));
  const advice = meant === null ? "" : `; write ${meant} for ${text} ${currency.toLowerCase()}`;
  return { path: "amount", message: `${shown} has a decimal point, but amounts are whole minor units${advice}` };
}

/** What is wrong with an amount that a number can't hold, as the file has it. */
export function tooLarge(text: string): Issue {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return { path: "amount", message: `${shown} is too large to be counted exactly` };
}
