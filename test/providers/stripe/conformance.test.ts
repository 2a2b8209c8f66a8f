import Stripe from "stripe";
import { expect, test } from "vitest";
import { stripeProvider } from "../../../src/providers/stripe/index.ts";
import { providerConformance } from "../../../src/testing/provider-conformance.ts";
import { startStandIn } from "../../stand-in/index.ts";

const makeWorld = async () => {
  const standIn = await startStandIn({
    clock: { startMs: Date.UTC(2026, 10, 20, 12), frozen: true },
    balances: { usd: 100_000 },
    recipients: ["acct_ready", { id: "acct_inactive", transfers: "inactive" }],
  });
  return {
    standIn,
    provider: stripeProvider({ apiKey: standIn.apiKey, baseUrl: standIn.url, timeoutMs: 10_000 }),
    payableRecipientId: "acct_ready",
    unpayableRecipientId: "acct_inactive",
    unknownRecipientId: "acct_nobody",
    malformedRecipientId: "maya@example.com",
    currency: "usd",
    amount: 2_500,
    close: async () => {
      await standIn.close();
      expect(standIn.violations).toEqual([]);
    },
  };
};

type StripeWorld = Awaited<ReturnType<typeof makeWorld>>;

providerConformance({
  name: "stripe",
  test,
  checksRecipients: true,
  reversesTransfers: true,
  create: makeWorld,
  loseNextResponse: ({ standIn }: StripeWorld) => standIn.addFault({ name: "lose_response", method: "POST" }),
  reverse: ({ standIn }: StripeWorld, transferId, amount) => reverse(standIn, transferId, amount),
  passTime: ({ standIn }: StripeWorld, ms) => standIn.clock.advance(ms),
});

async function reverse(standIn: StripeWorld["standIn"], transferId: string, amount: number): Promise<void> {
  const { hostname: host, port } = new URL(standIn.url);
  const stripe = new Stripe(standIn.apiKey, { host, port, protocol: "http", maxNetworkRetries: 0 });
  await stripe.transfers.createReversal(transferId, { amount });
}
