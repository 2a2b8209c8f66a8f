import type { Issue } from "./domain/errors.ts";
import type { PayoutEventListener } from "./domain/events.ts";
import { describe, isObject } from "./domain/payout-request.ts";
import { namespaceProblem } from "./domain/reference.ts";
import { demandOptions } from "./domain/options.ts";
import { readMinimums } from "./operations/read-minimums.ts";
import { rateProblem, type RateOptions } from "./pacing/create-pacer.ts";
import { type Clock, systemClock } from "./ports/clock.ts";
import { completeClock } from "./ports/complete-clock.ts";
import type { PayoutStore } from "./ports/payout-store.ts";
import type { RateLimiter } from "./ports/rate-limiter.ts";
import type { TransferProvider } from "./ports/transfer-provider.ts";

/** What a `PayoutClient` is made of. */
export interface PayoutClientOptions {
  /** The payment system, such as `stripeProvider({ apiKey })`. */
  readonly provider: TransferProvider;
  /** The durable memory, such as `sqliteStore({ path })`. There is no default where money is concerned. */
  readonly store: PayoutStore;
  /** The smallest amount worth sending, minor units by currency; a currency not listed has minimum 1. */
  readonly minimums?: Readonly<Record<string, number>> | undefined;
  /** Keeps the references of several platforms in one store apart; `"default"` by default. */
  readonly namespace?: string | undefined;
  /** Whether the balance is asked before a payout is sent; true by default. */
  readonly checkBalance?: boolean | undefined;
  /**
   * Whether a reference that the store doesn't know is looked up at the provider before its first send:
   * `"auto"` (the default) does so until the store has shown that it remembers, `"always"`, or `"never"`.
   */
  readonly lookupNew?: "auto" | "always" | "never" | undefined;
  /** How long a call waits by default, milliseconds; 60,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** Where time comes from; the machine's own clock by default. */
  readonly clock?: Clock | undefined;
  /** How fast to call the provider; by default what its capabilities say. */
  readonly rate?: RateOptions | RateLimiter | undefined;
  /** Hears of everything that happens. What it throws or how long it takes touches nothing. */
  readonly onEvent?: PayoutEventListener | undefined;
}

/** Options that were checked and completed. */
export interface CheckedOptions {
  readonly provider: TransferProvider;
  readonly store: PayoutStore;
  readonly minimums: ReadonlyMap<string, number>;
  readonly namespace: string;
  readonly checkBalance: boolean;
  readonly lookupNew: "auto" | "always" | "never";
  readonly timeoutMs: number;
  readonly clock: Required<Clock>;
  readonly rate: RateOptions | RateLimiter | undefined;
  readonly onEvent: PayoutEventListener | undefined;
}

/** Checks a client's options; a wrong configuration is a programmer's bug and throws a `TypeError`. */
export function checkOptions(options: PayoutClientOptions): CheckedOptions {
  demandOptions("PayoutClient", options, optionNames);
  const { provider, store, namespace = "default", checkBalance = true, lookupNew = "auto", timeoutMs = 60_000 } = options;
  demand(isObject(provider) && provider.specificationVersion === "v1", "provider", 'a TransferProvider of version "v1", such as stripeProvider({ apiKey })');
  demand(isObject(store) && store.specificationVersion === "v1", "store", 'a PayoutStore of version "v1", such as sqliteStore({ path })');
  demand(typeof namespace === "string" && namespaceProblem(namespace) === null, "namespace", "1 to 64 characters without control characters");
  demand(typeof checkBalance === "boolean", "checkBalance", `true or false, got ${describe(checkBalance)}`);
  demand(["auto", "always", "never"].includes(lookupNew), "lookupNew", `"auto", "always" or "never", got ${describe(lookupNew)}`);
  demand(Number.isFinite(timeoutMs) && timeoutMs > 0, "timeoutMs", `a number of milliseconds above 0, got ${describe(timeoutMs)}`);
  checkCapabilities(provider);
  const { clock, rate, onEvent } = options;
  demand(clock === undefined || isObject(clock) && typeof clock.now === "function" && typeof clock.sleep === "function", "clock", "an object with now and sleep");
  demand(onEvent === undefined || typeof onEvent === "function", "onEvent", `a function, got ${describe(onEvent)}`);
  const wrongRate = rateProblem(rate);
  if (wrongRate !== null) throw new TypeError(`PayoutClient: rate: ${wrongRate}`);
  const checked = { provider, store, namespace, checkBalance, lookupNew, timeoutMs, rate, onEvent };
  return { ...checked, minimums: checkMinimums(options.minimums), clock: clock === undefined ? systemClock : completeClock(clock) };
}

const optionNames: readonly (keyof PayoutClientOptions)[] = [
  "provider",
  "store",
  "minimums",
  "namespace",
  "checkBalance",
  "lookupNew",
  "timeoutMs",
  "clock",
  "rate",
  "onEvent",
];

function checkMinimums(minimums: unknown): ReadonlyMap<string, number> {
  const issues: Issue[] = [];
  const checked = readMinimums(minimums, issues);
  const [wrong] = issues;
  if (wrong !== undefined) throw new TypeError(`PayoutClient: ${wrong.path}: ${wrong.message}`);
  return checked;
}

/** An adapter that promises nonsense would hang or mislead every call. */
function checkCapabilities({ name, capabilities }: TransferProvider): void {
  demand(isObject(capabilities) && isObject(capabilities.requestsPerSecond), "provider", `capabilities of ${describe(name)} as its port has them`);
  const { requestsPerSecond, ...rest } = capabilities;
  const { keyWindowMs, settleMs, quietMs, timeoutMs, concurrency, maxPageSize, windowStepMs = 1, highestRequestsPerSecond = 1 } = rest;
  const { read, write } = requestsPerSecond;
  const numbers = { keyWindowMs, timeoutMs, concurrency, maxPageSize, windowStepMs, highestRequestsPerSecond, read, write };
  for (const [promise, value] of Object.entries(numbers)) {
    demand(typeof value === "number" && value > 0, "provider", `capabilities.${promise} of ${describe(name)} above 0, got ${describe(value)}`);
  }
  for (const [promise, value] of Object.entries({ settleMs, quietMs })) {
    demand(typeof value === "number" && value >= 0, "provider", `capabilities.${promise} of ${describe(name)} of 0 or more, got ${describe(value)}`);
  }
}

function demand(holds: boolean, option: string, expected: string): void {
  if (!holds) throw new TypeError(`PayoutClient: ${option}: expected ${expected}`);
}
