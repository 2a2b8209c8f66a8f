import { err, ok, type Result } from "neverthrow";
import { parseCurrency } from "./currency.ts";
import type { Issue } from "./errors.ts";
import { referenceProblem } from "./reference.ts";

/** The caller's intent to pay one recipient one amount once. */
export interface PayoutRequest {
  /**
   * The caller's own name for this payout, unique for ever in its namespace: 1–255 characters.
   * It reaches the provider, so no personal data in it.
   */
  readonly reference: string;
  /** Who is paid, by the provider's id (Stripe: `acct_…`). */
  readonly recipientId: string;
  /** A positive integer in the currency's minor unit (2500 is 25.00 usd). */
  readonly amount: number;
  /** An ISO 4217 code in either case. */
  readonly currency: string;
  /** For people; it reaches the provider. */
  readonly description?: string | undefined;
  /** The caller's own data; it reaches the provider. Keys that begin with `payoutkit_` are reserved. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** A payout request that was checked: the currency is lower case, nothing is missing. */
export interface Payout {
  readonly reference: string;
  readonly recipientId: string;
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Checks a payout request's shape and lists everything that is wrong with it. */
export function parsePayoutRequest(input: unknown): Result<Payout, Issue[]> {
  try {
    return parseFields(input);
  } catch {
    return err([{ path: "", message: "expected a plain object, got one that throws when it is read" }]);
  }
}

function parseFields(input: unknown): Result<Payout, Issue[]> {
  if (!isObject(input)) {
    return err([{ path: "", message: `expected a payout request, got ${describe(input)}` }]);
  }
  const issues: Issue[] = [];
  const check = <T>(path: string, parsed: Result<T, string>): T | undefined => {
    if (parsed.isOk()) return parsed.value;
    issues.push({ path, message: parsed.error });
    return undefined;
  };
  const reference = check("reference", parseReference(input["reference"]));
  const recipientId = check("recipientId", parseProviderId(input["recipientId"]));
  const amount = check("amount", parseAmount(input["amount"]));
  const currency = check("currency", parseCurrencyField(input["currency"]));
  const description = check("description", parseDescription(input["description"]));
  const metadata = parseMetadata(input["metadata"], issues);
  if (
    issues.length > 0 ||
    reference === undefined ||
    recipientId === undefined ||
    amount === undefined ||
    currency === undefined ||
    description === undefined
  ) {
    return err(issues);
  }
  return ok({ reference, recipientId, amount, currency, description, metadata });
}

/** What a value is, in a few words that are safe to print. */
export function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === "boolean") return String(value);
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

/** Checks an amount of money that is to be sent: a positive safe integer. */
export function parseAmount(value: unknown): Result<number, string> {
  const expected = "expected a positive integer in the currency's minor unit (2500 is 25.00 usd)";
  if (typeof value !== "number") return err(`${expected}, got ${describe(value)}`);
  if (!Number.isInteger(value)) return err(`${expected}, got ${value}`);
  if (value <= 0) return err(`${expected}, got ${value}`);
  if (!Number.isSafeInteger(value)) return err(`${value} is too large to be counted exactly`);
  return ok(value);
}

/** Checks a currency given by a caller. */
export function parseCurrencyField(value: unknown): Result<string, string> {
  const code = typeof value === "string" ? parseCurrency(value) : null;
  return code === null ? err(`expected an ISO 4217 code such as "usd", got ${describe(value)}`) : ok(code);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Checks a reference, or another name of a caller's own. */
export function parseReference(value: unknown): Result<string, string> {
  if (typeof value !== "string") return err(`expected a string of 1 to 255 characters, got ${describe(value)}`);
  const problem = referenceProblem(value);
  return problem === null ? ok(value) : err(problem);
}

/** Checks that an id of the provider is text; only the provider knows more of it. */
export function parseProviderId(value: unknown): Result<string, string> {
  return typeof value === "string" ? ok(value) : err(`expected the provider's id as a string, got ${describe(value)}`);
}

function parseDescription(value: unknown): Result<string | null, string> {
  if (value === undefined || value === null) return ok(null);
  return typeof value === "string" && value.isWellFormed()
    ? ok(value)
    : err(`expected well-formed text or nothing, got ${describe(value)}`);
}

function parseMetadata(value: unknown, issues: Issue[]): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) {
    issues.push({ path: "metadata", message: `expected an object of strings, got ${describe(value)}` });
    return {};
  }
  const metadata: Record<string, string> = {};
  for (const [key, entry] of Object.entries(value)) {
    const problem = metadataProblem(key, entry);
    if (problem !== null) issues.push({ path: `metadata.${key}`, message: problem });
    else if (typeof entry === "string") Object.defineProperty(metadata, key, { value: entry, enumerable: true, configurable: true, writable: true });
  }
  return metadata;
}

function metadataProblem(key: string, entry: unknown): string | null {
  if (key.startsWith("payoutkit_")) return "keys that begin with payoutkit_ are reserved; choose another";
  if (key === "" || !key.isWellFormed()) return "expected a key of well-formed text";
  if (typeof entry !== "string") return `expected a string, got ${describe(entry)}; convert it first`;
  return entry.isWellFormed() ? null : "expected well-formed text";
}

