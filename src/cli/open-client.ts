import { err, ok, PayoutClient, type Result } from "../index.ts";
import type { DecimalsOf } from "./format-money.ts";
import { openStore } from "./open-store.ts";
import { missingSqlite } from "./missing-sqlite.ts";
import { findSecretKey, isLiveKey } from "./secret-key.ts";

/** Flags that every command has. */
export interface ClientFlags {
  readonly store: string;
  readonly namespace?: string | undefined;
  readonly minimum?: Readonly<Record<string, number>> | undefined;
  /** A path, or `true` for the default one. */
  readonly sandbox?: string | true | undefined;
  readonly apiBase?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly json?: boolean | undefined;
}

/** A client that is ready to use. */
export interface OpenedClient {
  readonly client: PayoutClient;
  /** Whether it moves real money. */
  readonly live: boolean;
  /** How the provider counts money. */
  readonly decimalsOf: DecimalsOf | undefined;
}

/** Builds the client that the flags ask for; the error is a sentence for the user. */
export async function openClient(
  flags: ClientFlags,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Result<OpenedClient, string>> {
  if (flags.sandbox !== undefined && (flags.keyFile ?? flags.apiBase) !== undefined) {
    return err("--sandbox needs no key and no address: leave out --key-file and --api-base.");
  }
  try {
    const provider = await openProvider(flags, environment);
    if (provider.isErr()) return err(provider.error);
    const store = await openStore(flags.store, environment);
    if (store.isErr()) return err(store.error);
    const client = new PayoutClient({
      provider: provider.value.provider,
      store: store.value,
      minimums: flags.minimum,
      namespace: flags.namespace,
    });
    const { live, provider: { decimalsOf } } = provider.value;
    return ok({ client, live, decimalsOf });
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

type ProviderOption = ConstructorParameters<typeof PayoutClient>[0]["provider"];

interface OpenedProvider {
  readonly provider: ProviderOption;
  readonly live: boolean;
}

/**
 * Opens the provider that the flags ask for; the error is a sentence for the user. Each adapter is loaded when it is
 * asked for, so that the sandbox works where stripe isn't installed.
 */
export async function openProvider(
  flags: Pick<ClientFlags, "sandbox" | "keyFile" | "apiBase">,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Result<OpenedProvider, string>> {
  if (flags.sandbox !== undefined) {
    const missing = missingSqlite();
    if (missing !== null) return err(missing);
    const { sandboxProvider } = await import("../providers/sandbox/index.ts");
    const path = flags.sandbox === true ? defaultSandboxPath : flags.sandbox;
    return ok({ provider: sandboxProvider({ path, balance: playMoney }), live: false });
  }
  const key = await findSecretKey({ keyFile: flags.keyFile, environment });
  if (key.isErr()) return err(key.error);
  const { stripeProvider } = await import("../providers/stripe/index.ts");
  return ok({ provider: stripeProvider({ apiKey: key.value, baseUrl: flags.apiBase }), live: isLiveKey(key.value) });
}

/** Where a sandbox without a path is kept. */
export const defaultSandboxPath = "sandbox.db";

const playMoney = {
  usd: 100_000_000,
  eur: 100_000_000,
  gbp: 100_000_000,
  cad: 100_000_000,
  aud: 100_000_000,
  chf: 100_000_000,
  jpy: 10_000_000_000,
};
