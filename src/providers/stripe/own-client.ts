import Stripe from "stripe";
import type { StripeClient } from "./client.ts";
import { makeHttpClient } from "./http-client.ts";

/** Where and with what the adapter's own client calls. */
export interface OwnClientOptions {
  readonly apiKey: string;
  /** `null` for Stripe itself. */
  readonly address: { readonly host: string; readonly port: string; readonly protocol: "http" | "https" } | null;
  readonly timeoutMs: number;
}

/** The client for callers who bring none: the package stripe over the adapter's own HTTP client. */
export function makeOwnClient({ apiKey, address, timeoutMs }: OwnClientOptions): StripeClient {
  const httpClient = makeHttpClient();
  const stripe = new Stripe(apiKey, {
    ...address,
    ...(httpClient === null ? {} : { httpClient }),
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
    appInfo: { name: "payoutkit" },
  });
  const { accounts, balance, transfers } = stripe;
  return {
    accounts,
    balance,
    transfers: {
      // The same request as `transfers.create`, which also takes down the caller's stack each time.
      create: (params, options) => stripe.rawRequest("POST", "/v1/transfers", { ...params }, { ...options }),
      retrieve: (id, params, options) => transfers.retrieve(id, params, options),
      list: (params, options) => transfers.list(params, options),
      createReversal: (id, params, options) =>
        stripe.rawRequest("POST", `/v1/transfers/${encodeURIComponent(id)}/reversals`, { ...params }, { ...options }),
      listReversals: (id, params, options) => transfers.listReversals(id, params, options),
    },
    getApiField: (field) => stripe.getApiField(field),
  };
}
