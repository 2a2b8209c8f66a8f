import { demandOptions } from "../../domain/options.ts";
import { describe } from "../../domain/payout-request.ts";
import type { StripeClient } from "./client.ts";
import { isAccountId } from "./ids.ts";
import { makeOwnClient } from "./own-client.ts";

/** How to reach Stripe: with an API key, or with a `Stripe` instance of your own. */
export type StripeProviderOptions = StripeApiKeyOptions | StripeClientOptions;

interface CommonOptions {
  /** The account that is called, `acct_…`; needed where a restricted key can't read `/v1/account`. */
  readonly account?: string | undefined;
  /** Sent as `Stripe-Account` with every request. */
  readonly stripeAccount?: string | undefined;
  /** How long one request may take, milliseconds: 30,000 by default, at most 300,000. */
  readonly timeoutMs?: number | undefined;
}

/** Options for a provider that makes its own client. */
export interface StripeApiKeyOptions extends CommonOptions {
  /** A secret or restricted key. */
  readonly apiKey: string;
  readonly client?: undefined;
  /** Where a stand-in for Stripe listens, such as `http://127.0.0.1:4242`. */
  readonly baseUrl?: string | undefined;
}

/** Options for a provider that uses the caller's client. */
export interface StripeClientOptions extends CommonOptions {
  /**
   * A `Stripe` instance; its retries and its timeout are overridden in every request. It still sends once more, under
   * the same key, when a connection breaks; the provider's own client leaves that to whoever counts the sends.
   */
  readonly client: StripeClient;
  readonly apiKey?: undefined;
  readonly baseUrl?: undefined;
}

const optionNames = ["apiKey", "baseUrl", "client", "account", "stripeAccount", "timeoutMs"] as const satisfies readonly (
  | keyof StripeApiKeyOptions
  | keyof StripeClientOptions
)[];

/** What the options come to. */
export interface StripeSettings {
  readonly client: StripeClient;
  /** What the key's prefix says, `null` where it says nothing or isn't known. */
  readonly keyMode: "live" | "test" | null;
  readonly account: string | null;
  readonly stripeAccount: string | null;
  readonly timeoutMs: number;
}

/** Checks the options. Wrong ones are a bug, so they throw a `TypeError`, which never shows the key. */
export function parseOptions(options: StripeProviderOptions): StripeSettings {
  demandOptions("stripeProvider", options, optionNames);
  const timeoutMs = parseTimeout(options.timeoutMs);
  return {
    client: options.client === undefined ? makeClient(options, timeoutMs) : checkClient(options),
    keyMode: keyMode(options.apiKey),
    account: parseAccount("account", options.account),
    stripeAccount: parseAccount("stripeAccount", options.stripeAccount),
    timeoutMs,
  };
}

function makeClient(options: StripeApiKeyOptions, timeoutMs: number): StripeClient {
  const { apiKey, baseUrl } = options;
  if (typeof apiKey !== "string" || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new TypeError("stripeProvider: expected `apiKey`, a secret key without spaces, or `client`");
  }
  const other = otherThanKey(apiKey);
  if (other !== null) throw new TypeError(`stripeProvider: \`apiKey\` is ${other}; expected a secret key, sk_…, or a restricted one, rk_…`);
  return makeOwnClient({ apiKey, address: baseUrl === undefined ? null : parseBaseUrl(baseUrl), timeoutMs });
}

/** What Stripe's dashboard shows beside the keys. */
function otherThanKey(text: string): string | null {
  if (text.startsWith("pk_")) return "a publishable key";
  if (text.startsWith("whsec_")) return "the secret of a webhook";
  return isAccountId(text) ? "an account's id" : null;
}

function parseBaseUrl(baseUrl: unknown): { host: string; port: string; protocol: "http" | "https" } {
  const url = typeof baseUrl === "string" && URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  const protocol = url?.protocol === "http:" ? "http" : "https";
  if (url === null || url.href !== `${protocol}://${url.host}/`) {
    throw new TypeError("stripeProvider: expected `baseUrl` to be an origin such as http://127.0.0.1:4242");
  }
  return { host: url.hostname, port: url.port || (protocol === "http" ? "80" : "443"), protocol };
}

function checkClient(options: StripeClientOptions): StripeClient {
  const { apiKey, baseUrl }: { apiKey?: unknown; baseUrl?: unknown } = options;
  if (apiKey !== undefined || baseUrl !== undefined) {
    throw new TypeError("stripeProvider: `apiKey` and `baseUrl` don't go with `client`; configure the client instead");
  }
  if (!isStripeClient(options.client)) {
    throw new TypeError("stripeProvider: expected `client` to be an instance of Stripe from the package stripe");
  }
  return options.client;
}

function isStripeClient(client: unknown): client is StripeClient {
  if (typeof client !== "object" || client === null) return false;
  return clientMethods.every((path) => typeof path.split(".").reduce(property, client) === "function");
}

const clientMethods = [
  "accounts.retrieve",
  "accounts.retrieveCurrent",
  "balance.retrieve",
  "transfers.create",
  "transfers.retrieve",
  "transfers.list",
  "transfers.createReversal",
  "transfers.listReversals",
];

function property(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null ? Reflect.get(object, name) : undefined;
}

function parseTimeout(timeoutMs: unknown): number {
  if (timeoutMs === undefined) return 30_000;
  if (typeof timeoutMs === "number" && Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= 300_000) {
    return timeoutMs;
  }
  throw new TypeError(
    `stripeProvider: expected \`timeoutMs\` to be an integer from 1 to 300000, got ${describe(timeoutMs)}`,
  );
}

function parseAccount(name: string, account: unknown): string | null {
  if (account === undefined) return null;
  if (isAccountId(account)) return account;
  throw new TypeError(`stripeProvider: expected \`${name}\` to be an account's id such as acct_1A2b3C`);
}

function keyMode(apiKey: string | undefined): "live" | "test" | null {
  const mode = /^[sr]k_(live|test)_/.exec(apiKey ?? "")?.[1];
  return mode === "live" || mode === "test" ? mode : null;
}
