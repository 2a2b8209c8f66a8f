import Stripe from "stripe";
import type { StripeClient, StripeListParams } from "./client.ts";
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
      // The same requests as by `transfers.create` and `list`, which also take down the caller's stack each time.
      create: (params, options) => stripe.rawRequest("POST", "/v1/transfers", params, options),
      retrieve: (id, params, options) => transfers.retrieve(id, params, options),
      list: (params, options) => stripe.rawRequest("GET", `/v1/transfers?${queryOf(params)}`, undefined, options),
      createReversal: (id, params, options) =>
        stripe.rawRequest("POST", `/v1/transfers/${encodeURIComponent(id)}/reversals`, params, options),
      listReversals: (id, params, options) => transfers.listReversals(id, params, options),
    },
    getApiField: (field) => stripe.getApiField(field),
  };
}

function queryOf({ created, ...params }: StripeListParams): string {
  const named = { ...params, "created[gte]": created?.gte, "created[lt]": created?.lt };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&");
}
