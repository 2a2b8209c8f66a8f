import { InvalidArgumentError } from "commander";

/** Reads a whole number of at least `least` from a flag. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };
}

/** Reads an amount of money from a flag. */
export function amountFlag(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text)) && Number(text) > 0) return Number(text);
  const reason = text.includes(".") ? "It has a decimal point. " : "";
  throw new InvalidArgumentError(`${reason}Expected a positive whole number in minor units (2500 is 25.00 usd).`);
}

/** Reads `usd=1000`, adding to those before; a currency has one minimum. */
export function minimumFlag(text: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, currency, amount] = /^([A-Za-z]{3})=(\d+)$/.exec(text) ?? [];
  if (currency === undefined || amount === undefined) {
    throw new InvalidArgumentError("Expected a currency and minor units such as usd=1000.");
  }
  const code = currency.toLowerCase();
  if (Object.hasOwn(before, code)) {
    throw new InvalidArgumentError(`The minimum of ${code} is given twice, as ${before[code]} and as ${amount}: give it once.`);
  }
  return { ...before, [code]: Number(amount) };
}

/** Reads a time: a day in UTC (`2026-11-01`) or a whole ISO 8601 time with its zone. */
export function timeFlag(text: string): Date {
  const time = new Date(text);
  const known = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const rolledOver =
    !Number.isNaN(time.getTime()) && /^\d{4}-\d{2}-\d{2}$/.test(text) && time.toISOString().slice(0, 10) !== text;
  if (known && !rolledOver && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError("Expected a day such as 2026-11-01 (UTC) or a time such as 2026-11-01T09:30:00Z.");
}
