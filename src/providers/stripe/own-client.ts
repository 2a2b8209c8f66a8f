import Stripe from "stripe";
import type { StripeClient, StripeRequestOptions } from "./client.ts";
import { makeHttpClient } from "./http-client.ts";
import { post, type PostTerms } from "./http-post.ts";
import { loadNodeHttp } from "./node-http.ts";

/** Where and with what the adapter's own client calls. */
export interface OwnClientOptions {
  readonly apiKey: string;
  /** `null` for Stripe itself. */
  readonly address: PostTerms["address"] | null;
  readonly timeoutMs: number;
}

/**
 * The client for callers who bring none. It reads by the package stripe over the adapter's own HTTP client. What moves
 * money it posts itself, but where there is no Node, and there by the package too.
 */
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
  const terms = { apiKey, address: address ?? stripeItself };
  const send = async (path: string, params: object, options: StripeRequestOptions): Promise<unknown> => {
    const node = httpClient === null ? null : await loadNodeHttp();
    if (node === null) return stripe.rawRequest("POST", path, { ...params }, { ...options });
    return post(node, terms, { path, params, options });
  };
  const { accounts, balance, transfers } = stripe;
  return {
    accounts,
    balance,
    transfers: {
      create: (params, options) => send("/v1/transfers", params, options),
      retrieve: (id, params, options) => transfers.retrieve(id, params, options),
      list: (params, options) => transfers.list(params, options),
      createReversal: (id, params, options) => send(`/v1/transfers/${encodeURIComponent(id)}/reversals`, params, options),
      listReversals: (id, params, options) => transfers.listReversals(id, params, options),
    },
    getApiField: (field) => stripe.getApiField(field),
  };
}

const stripeItself = { host: "api.stripe.com", port: "443", protocol: "https" } as const;
