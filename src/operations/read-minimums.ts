import { parseCurrency } from "../domain/currency.ts";
import type { Issue } from "../domain/errors.ts";
import { describe, isObject } from "../domain/payout-request.ts";

/** Checks minimums by currency; notes what is wrong with them. */
export function readMinimums(value: unknown, issues: Issue[]): ReadonlyMap<string, number> {
  const minimums = new Map<string, number>();
  if (value === undefined) return minimums;
  if (!isObject(value)) {
    issues.push({ path: "minimums", message: `expected an object such as { usd: 1000 }, got ${describe(value)}` });
    return minimums;
  }
  for (const [code, minimum] of Object.entries(value)) {
    const path = `minimums.${code}`;
    const currency = parseCurrency(code);
    if (currency === null) issues.push({ path: "minimums", message: `${describe(code)} is no ISO 4217 currency code` });
    else if (minimums.has(currency)) issues.push({ path, message: "stands there in both cases; keep one" });
    else if (typeof minimum !== "number" || !Number.isSafeInteger(minimum) || minimum < 0) {
      issues.push({ path, message: `expected whole minor units, got ${describe(minimum)}` });
    } else minimums.set(currency, minimum);
  }
  return minimums;
}
