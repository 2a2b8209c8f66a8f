import { describe, isObject } from "../../domain/payout-request.ts";
import { parseWord, unknownFields } from "../../domain/words.ts";

/**
 * What can happen to a create, by name.
 *
 * Of the request itself; the money doesn't move:
 * - `decline`, `insufficient_balance`, `recipient_not_ready`: refused, and the refusal stays under the key
 * - `rate_limit`, `authentication`, `permission`: turned away before anything is executed
 * - `in_flight`: another request under the key is said to be under way
 * - `lose_request`: the request never arrives and no answer comes
 * - `server_error`: a server error, which stays under the key
 *
 * The money moves, but the caller isn't told:
 * - `lose_response`: no answer comes
 * - `unreadable`: the answer makes no sense
 * - `server_error_executed`: a server error, which stays under the key
 *
 * The money moves later:
 * - `land_late`: no answer comes; the request arrives after `delayMs`
 * - `server_error_rolled_forward`: a server error, which stays under the key; executed after `delayMs`
 * - `slow`: executed and answered after `delayMs`
 *
 * The refusals and the server errors happen while a request is executed, so the stored answer of an earlier
 * request under the same key comes first and leaves them in the queue.
 */
export const sandboxScenarios = [
  "decline",
  "insufficient_balance",
  "recipient_not_ready",
  "rate_limit",
  "authentication",
  "permission",
  "in_flight",
  "lose_request",
  "lose_response",
  "unreadable",
  "server_error",
  "server_error_executed",
  "server_error_rolled_forward",
  "land_late",
  "slow",
] as const;

/** A name from {@link sandboxScenarios}. */
export type SandboxScenario = (typeof sandboxScenarios)[number];

/** What can happen to a read, by name; the meanings are those of {@link sandboxScenarios}. */
export const sandboxReadScenarios = [
  "rate_limit",
  "authentication",
  "permission",
  "lose_response",
  "unreadable",
  "server_error",
  "slow",
] as const;

/** A name from {@link sandboxReadScenarios}. */
export type SandboxReadScenario = (typeof sandboxReadScenarios)[number];

/** The reads of a provider. */
export const sandboxReads = ["identify", "balance", "get", "list", "findByReference", "findReversals", "checkRecipient"] as const;

/** A name from {@link sandboxReads}. */
export type SandboxRead = (typeof sandboxReads)[number];

/** How a scenario plays out. */
export interface ScenarioSettings {
  /** How many calls it happens to, 1 by default; `Infinity` until `clearScenarios`. */
  readonly times?: number | undefined;
  /** For the scenarios that name it; a minute by default, a second for `slow`. */
  readonly delayMs?: number | undefined;
  /** For `rate_limit`: what the answer says about when to try again. Left out, it says nothing. */
  readonly retryAfterMs?: number | undefined;
  /** For `decline`: the code in the refusal, `declined` by default. */
  readonly providerCode?: string | undefined;
}

/** Which creates a scenario is for, and how it plays out. Every filter that is given must hold. */
export interface ScenarioOptions extends ScenarioSettings {
  /** Only the payout of this reference, in any namespace. */
  readonly reference?: string | undefined;
  /** Only payouts to this recipient. */
  readonly recipientId?: string | undefined;
}

/** Which reads a scenario is for, and how it plays out. */
export interface ReadScenarioOptions extends Omit<ScenarioSettings, "providerCode"> {
  /** Only this call; any read if it is left out. */
  readonly call?: SandboxRead | undefined;
}

/** Creates and reads have a queue each. */
export type ScenarioKind = "create" | "read";

/** A scenario that waits for its calls. */
export interface QueuedScenario {
  readonly number: number;
  readonly kind: ScenarioKind;
  readonly name: SandboxScenario;
  readonly times: number;
  readonly delayMs: number;
  readonly retryAfterMs: number | null;
  readonly providerCode: string;
  readonly reference: string | null;
  readonly recipientId: string | null;
  readonly call: SandboxRead | null;
}

/** Checks a scenario for creates. Throws a `TypeError` that says what is wrong. */
export function parseScenario(name: unknown, options: unknown = {}): Omit<QueuedScenario, "number"> {
  const known = oneOf("scenario", sandboxScenarios, name);
  const fields = parseFields(options, ["reference", "recipientId", ...settings, "providerCode"]);
  return {
    ...parseSettings(known, fields),
    kind: "create",
    reference: optionalText("reference", fields["reference"]),
    recipientId: optionalText("recipientId", fields["recipientId"]),
    call: null,
  };
}

/** Checks a scenario for reads. Throws a `TypeError` that says what is wrong. */
export function parseReadScenario(name: unknown, options: unknown = {}): Omit<QueuedScenario, "number"> {
  const known = oneOf("scenario", sandboxReadScenarios, name);
  const fields = parseFields(options, ["call", ...settings]);
  const call = fields["call"] === undefined ? null : oneOf("call", sandboxReads, fields["call"]);
  return { ...parseSettings(known, fields), kind: "read", reference: null, recipientId: null, call };
}

/** One of the names, or a `TypeError` that lists them. */
export function oneOf<T extends string>(what: string, names: readonly T[], value: unknown): T {
  const word = parseWord(names, value);
  if (word.isErr()) throw new TypeError(`${what}: ${word.error}`);
  return word.value;
}

const settings = ["times", "delayMs", "retryAfterMs"];

type Fields = Readonly<Record<string, unknown>>;

function parseFields(options: unknown, names: readonly string[]): Fields {
  if (!isObject(options)) throw new TypeError("scenario options: expected an object");
  for (const { path, message } of unknownFields(options, names)) throw new TypeError(`scenario options: ${describe(path)} ${message}`);
  return options;
}

function parseSettings(name: SandboxScenario, fields: Fields) {
  const { times = 1, delayMs = name === "slow" ? 1_000 : 60_000 } = fields;
  return {
    name,
    times: times === Infinity ? times : wholeNumber("times", times, 1),
    delayMs: wholeNumber("delayMs", delayMs, 0),
    retryAfterMs: fields["retryAfterMs"] === undefined ? null : wholeNumber("retryAfterMs", fields["retryAfterMs"], 0),
    providerCode: optionalText("providerCode", fields["providerCode"]) ?? "declined",
  };
}

function wholeNumber(what: string, value: unknown, least: number): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw new TypeError(`${what}: expected an integer of at least ${least}, got ${String(value)}`);
}

function optionalText(what: string, value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === "string") return value;
  throw new TypeError(`${what}: expected a string, got ${String(value)}`);
}
