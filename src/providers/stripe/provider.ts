import Stripe from "stripe";
import type { ProviderCapabilities, TransferProvider } from "../../ports/transfer-provider.ts";
import { balance, checkRecipient } from "./account.ts";
import type { StripeClient } from "./client.ts";
import type { Connection } from "./connection.ts";
import { create } from "./create.ts";
import { decimalsOf } from "./decimals.ts";
import { identify } from "./identify.ts";
import { parseOptions, type StripeProviderOptions } from "./options.ts";
import { createReversal, findReversals } from "./reversals.ts";
import { reversalToStripe } from "./to-stripe-reversal.ts";
import { bodyToStripe, maxPageSize } from "./to-stripe.ts";
import { findByReference, getTransfer, listTransfers } from "./transfers.ts";

/**
 * Pays through Stripe Connect: a payout is a transfer from the platform's balance to a connected account.
 *
 * Wrong options throw a `TypeError`. The calls fail as {@link TransferProvider} says; no error shows the key.
 *
 * @example
 * const provider = stripeProvider({ apiKey: process.env.STRIPE_SECRET_KEY ?? "" });
 */
export function stripeProvider(options: StripeProviderOptions): TransferProvider {
  const settings = parseOptions(options);
  const connection: Connection = { ...settings, apiVersion: apiVersionOf(settings.client) };
  const { apiVersion } = connection;
  return {
    specificationVersion: "v1",
    name: "stripe",
    capabilities: capabilitiesFor(settings.timeoutMs),
    decimalsOf,
    identify: (call) => identify(connection, call),
    balance: (call) => balance(connection, call),
    prepare: (payout) => bodyToStripe(payout).map((body) => ({ apiVersion, body })),
    create: (command) => create(connection, command),
    get: (transferId, call) => getTransfer(connection, transferId, call),
    list: (query, call) => listTransfers(connection, query, call),
    findByReference: (mark, call) => findByReference(connection, mark, call),
    checkRecipient: (recipientId, call) => checkRecipient(connection, recipientId, call),
    reversals: {
      prepare: (reversal) => reversalToStripe(reversal).map((body) => ({ apiVersion, body })),
      create: (command) => createReversal(connection, command),
      find: (query, call) => findReversals(connection, query, call),
    },
  };
}

/**
 * What Stripe's API v1 promises.
 *
 * A key lives 24 hours, of which one is kept as a margin. Stripe allows 25 requests a second for each
 * endpoint, and live accounts up to 100 in all, of which some may use more for one endpoint; with answers that take up to two seconds, 50 requests at once keep that rate without touching
 * Stripe's limit of concurrency.
 */
function capabilitiesFor(timeoutMs: number): ProviderCapabilities {
  return Object.freeze({
    keyWindowMs: 23 * hourMs,
    storesDeclines: true,
    settleMs: 15 * minuteMs,
    quietMs: 12 * hourMs,
    timeoutMs,
    requestsPerSecond: Object.freeze({ read: 25, write: 25 }),
    highestRequestsPerSecond: 100,
    concurrency: 50,
    maxPageSize,
    windowStepMs: 1_000,
  });
}

/** The API version that the client speaks; early 18s of the package tell it only through the client. */
function apiVersionOf(client: StripeClient): string | null {
  const version = client.getApiField?.("version") ?? Stripe.API_VERSION;
  return typeof version === "string" ? version : null;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
