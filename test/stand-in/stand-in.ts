import { makeControls, type StandInControls } from "./controls.ts";
import type { ApiKey } from "./keys.ts";
import type { StandInOptions } from "./options.ts";
import { makeParts } from "./parts.ts";
import { listen } from "./server.ts";

/** A running stand-in for Stripe: an HTTP server on loopback, and its controls. */
export interface StandIn extends StandInControls, AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** The first accepted key. */
  readonly apiKey: string;
  /** Breaks every connection, drops delayed work and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in on loopback.
 *
 * @example
 * await using stripe = await startStandIn({ balances: { usd: 50_000 } });
 * stripe.addFault({ name: "lose_response", method: "POST", path: "/v1/transfers" });
 */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const parts = makeParts(options);
  const controls = makeControls(parts);
  const keys = (options.apiKeys ?? ["sk_test_standin"]).map(readKey);
  for (const key of keys) controls.setApiKey(key);
  for (const recipient of options.recipients ?? ["acct_ready"]) controls.setRecipient(recipient);
  for (const [currency, balance] of Object.entries(options.balances ?? { usd: 1_000_000 })) controls.setBalance(currency, balance);
  controls.setLimits(options.limits ?? {});
  const server = await listen(options.port ?? 0, parts, controls);
  const close = async (): Promise<void> => {
    parts.clock.stop();
    await server.close();
  };
  const { port } = server;
  const apiKey = keys[0]?.key ?? "";
  return { ...controls, url: `http://127.0.0.1:${port}`, port, apiKey, close, [Symbol.asyncDispose]: close };
}

function readKey(key: string | ApiKey): ApiKey {
  return typeof key === "string" ? { key, status: "accepted" } : key;
}
