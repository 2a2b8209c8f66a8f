import { describe, isObject } from "../../domain/payout-request.ts";

/** What stands in a row and can't be read; caught where a row is decoded. */
export class UnreadableValue extends Error {
  constructor(field: string, expected: string, value: unknown) {
    super(`${field} should be ${expected} and is ${describe(value)}`);
  }
}

export function readText(value: unknown, field: string): string {
  if (typeof value === "string") return value;
  throw new UnreadableValue(field, "text", value);
}

/** An integer; databases give large ones as text or as a bigint. */
export function readInteger(value: unknown, field: string): number {
  const number = typeof value === "bigint" || isDecimal(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number)) return number;
  throw new UnreadableValue(field, "an integer that can be counted exactly", value);
}

export function readBoolean(value: unknown, field: string): boolean {
  if (typeof value === "boolean") return value;
  throw new UnreadableValue(field, "true or false", value);
}

export function readObject(value: unknown, field: string): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new UnreadableValue(field, "an object", value);
}

export function readList<T>(value: unknown, field: string, readEntry: (entry: unknown, field: string) => T): T[] {
  if (!Array.isArray(value)) throw new UnreadableValue(field, "a list", value);
  return value.map((entry) => readEntry(entry, field));
}

/** An object of texts, whatever its keys are called. */
export function readTexts(value: unknown, field: string): Record<string, string> {
  const object = readObject(value, field);
  if (isTexts(object)) return object;
  throw new UnreadableValue(field, "an object of texts", value);
}

/** One of a list of words. */
export function readWord<T extends string>(value: unknown, field: string, words: readonly T[]): T {
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  throw new UnreadableValue(field, `one of ${words.join(", ")}`, value);
}

export function orNull<T>(value: unknown, field: string, read: (value: unknown, field: string) => T): T | null {
  return value === null ? null : read(value, field);
}

function isDecimal(value: unknown): value is string {
  return typeof value === "string" && /^-?\d{1,16}$/.test(value);
}

function isTexts(object: Record<string, unknown>): object is Record<string, string> {
  return Object.values(object).every((entry) => typeof entry === "string");
}
