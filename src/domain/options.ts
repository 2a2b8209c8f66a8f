import { describe, isObject } from "./payout-request.ts";
import { unknownFields } from "./words.ts";

/**
 * Refuses options that aren't an object, or that name what nobody knows: left out in silence, a misspelt `baseUrl`
 * would pay for real. A wrong configuration is a programmer's bug and throws a `TypeError`.
 */
export function demandOptions(whose: string, options: unknown, known: readonly string[]): void {
  // A text may be a key, which no message shows.
  const got = typeof options === "string" ? "a text" : describe(options);
  if (!isObject(options)) throw new TypeError(`${whose}: options: expected an object, got ${got}`);
  for (const { path, message } of unknownFields(options, known)) throw new TypeError(`${whose}: options: ${describe(path)} ${message}`);
}
