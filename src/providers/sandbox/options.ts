import { parseCurrency } from "../../domain/currency.ts";
import { describe, isObject } from "../../domain/payout-request.ts";
import { demandOptions } from "../../domain/options.ts";
import { type Clock, systemClock } from "../../ports/clock.ts";
import { isRecipientId } from "./request.ts";
import { oneOf } from "./scenarios.ts";
import { type RecipientState, recipientStates, type WorldSeed } from "./world.ts";

/** What a sandbox is made of. */
export interface SandboxOptions {
  /** The money that the account begins with, in minor units: `{ usd: 1_000_000 }` is 10,000.00 US dollars. */
  readonly balance: Readonly<Record<string, number>>;
  /**
   * A file to keep the sandbox in, shared by every process that opens it; without one it lives in memory.
   * A file that exists keeps its own world: its balance, recipients, minimums and account.
   */
  readonly path?: string | undefined;
  /** Recipients that can't be paid; everyone else is `ready`. */
  readonly recipients?: Readonly<Record<string, RecipientState>> | undefined;
  /** The smallest amounts that the sandbox itself accepts, in minor units; 1 for a currency not listed. */
  readonly minimums?: Readonly<Record<string, number>> | undefined;
  /** The account's id, `acct_sandbox` by default. */
  readonly account?: string | undefined;
  /** How long each answer takes, 0 by default. */
  readonly latencyMs?: number | undefined;
  /** When the sandbox stops waiting for its own answer, 30,000 by default; more than `latencyMs`. */
  readonly timeoutMs?: number | undefined;
  /** The requests that it asks its callers to start a second, of each kind; 100,000 by default. */
  readonly requestsPerSecond?: number | undefined;
  /** The requests that it asks its callers to keep under way at once, 100 by default. */
  readonly concurrency?: number | undefined;
  /** Where the time comes from, the machine's clock by default. */
  readonly clock?: Clock | undefined;
}

/** Options that were checked. */
export interface SandboxSettings {
  readonly seed: WorldSeed;
  readonly path: string | null;
  readonly latencyMs: number;
  readonly timeoutMs: number;
  readonly requestsPerSecond: number;
  readonly concurrency: number;
  readonly clock: Clock;
}

/** Checks the options of a sandbox. Throws a `TypeError` that says what is wrong. */
export function parseSandboxOptions(options: SandboxOptions): SandboxSettings {
  demandOptions("sandboxProvider", options, optionNames);
  const latencyMs = parseNumber("latencyMs", options.latencyMs ?? 0, 0);
  const timeoutMs = parseNumber("timeoutMs", options.timeoutMs ?? 30_000, 1);
  if (latencyMs >= timeoutMs) throw new TypeError("latencyMs: expected less than timeoutMs");
  return {
    seed: {
      account: parseAccount(options.account ?? "acct_sandbox"),
      balance: parseAmounts("balance", options.balance, 0),
      recipients: parseRecipients(options.recipients ?? {}),
      minimums: parseAmounts("minimums", options.minimums ?? {}, 1),
    },
    path: parsePath(options.path),
    latencyMs,
    timeoutMs,
    requestsPerSecond: parseNumber("requestsPerSecond", options.requestsPerSecond ?? 100_000, 1),
    concurrency: parseNumber("concurrency", options.concurrency ?? 100, 1),
    clock: options.clock ?? systemClock,
  };
}

/** A currency's code in lower case, or a `TypeError`. */
export function parseCurrencyName(what: string, currency: unknown): string {
  const code = typeof currency === "string" ? parseCurrency(currency) : null;
  if (code === null) throw new TypeError(`${what}: expected an ISO 4217 code such as usd, got ${describe(currency)}`);
  return code;
}

/** A safe integer that is large enough, or a `TypeError`. */
export function parseNumber(what: string, value: unknown, least: number): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw new TypeError(`${what}: expected an integer of at least ${least}, got ${describe(value)}`);
}

/** The id of a recipient, or a `TypeError`. */
export function parseRecipientId(what: string, recipientId: unknown): string {
  if (typeof recipientId === "string" && isRecipientId(recipientId)) return recipientId;
  throw new TypeError(`${what}: expected an id of 1 to 255 characters without spaces, got ${describe(recipientId)}`);
}

const optionNames = [
  "balance",
  "path",
  "recipients",
  "minimums",
  "account",
  "latencyMs",
  "timeoutMs",
  "requestsPerSecond",
  "concurrency",
  "clock",
] satisfies (keyof SandboxOptions)[];

function parseAmounts(what: string, amounts: unknown, least: number): Map<string, number> {
  if (!isObject(amounts)) {
    throw new TypeError(`${what}: expected minor units by currency such as { usd: 1000 }, got ${describe(amounts)}`);
  }
  const parsed = new Map<string, number>();
  for (const [currency, amount] of Object.entries(amounts)) {
    const code = parseCurrencyName(what, currency);
    if (parsed.has(code)) throw new TypeError(`${what}: ${code} is given twice`);
    parsed.set(code, parseNumber(`${what}.${code}`, amount, least));
  }
  return parsed;
}

function parseRecipients(recipients: unknown): Map<string, RecipientState> {
  if (!isObject(recipients)) throw new TypeError(`recipients: expected an object, got ${describe(recipients)}`);
  return new Map(
    Object.entries(recipients).map(([recipientId, state]) => [
      parseRecipientId("recipients", recipientId),
      oneOf(`recipients.${recipientId}`, recipientStates, state),
    ]),
  );
}

function parseAccount(account: unknown): string {
  if (typeof account === "string" && isRecipientId(account)) return account;
  throw new TypeError(`account: expected an id such as acct_sandbox, got ${describe(account)}`);
}

function parsePath(path: unknown): string | null {
  if (path === undefined) return null;
  if (typeof path !== "string" || path === "" || path.startsWith(":")) {
    throw new TypeError(`path: expected a file's path, or nothing for a sandbox in memory; got ${describe(path)}`);
  }
  return path;
}
