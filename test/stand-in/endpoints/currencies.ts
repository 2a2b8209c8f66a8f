import { parseCurrency } from "../../../src/domain/currency.ts";
import type { ParameterReader } from "../parameters.ts";

/** The parameter `currency`, in lower case. */
export function readCurrency(read: ParameterReader): string {
  const given = read.requiredText("currency");
  const currency = parseCurrency(given);
  if (currency === null && given !== "") read.refuse("currency", undefined, `Invalid currency: ${given.toLowerCase()}.`);
  return currency ?? "";
}
