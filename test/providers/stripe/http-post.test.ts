import Stripe from "stripe";
import { afterEach, expect, test, vi } from "vitest";
import { stripeProvider } from "../../../src/providers/stripe/index.ts";
import { assertOk } from "../../../src/testing/assert.ts";
import { startStandIn } from "../../stand-in/index.ts";
import { commandFor } from "./payouts.ts";

const text = "50% of a&b=c+d [e] (f)! *g* 'h' é 𝄞";

afterEach(() => vi.restoreAllMocks());

test("a payout with every kind of character is the request that stripe-node would make", async () => {
  await using stripe = await startStandIn();
  const provider = stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url });
  const client = new Stripe(stripe.apiKey, { protocol: "http", host: "127.0.0.1", port: stripe.port });
  const command = commandFor(provider, { reference: text, description: text, metadata: { "é &=%+": text, empty: "" } });
  const own = assertOk(await provider.create(command));
  // Other parameters under the same key would be a conflict.
  const byStripeNode = assertOk(await stripeProvider({ client }).create(command));
  expect(own).toMatchObject({ replayed: false, transfer: { description: text, mark: { reference: text } } });
  expect(byStripeNode).toMatchObject({ replayed: true, transfer: { id: own.transfer.id } });
  expect(stripe.movements).toHaveLength(1);
});

test("a create goes by stripe-node where the package isn't its build for Node", async () => {
  vi.spyOn(Stripe, "createNodeHttpClient").mockImplementation(() => {
    throw new Error("not available in non-Node environments");
  });
  await using stripe = await startStandIn();
  const provider = stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url });
  assertOk(await provider.create(commandFor(provider)));
  expect(stripe.requests).toMatchObject([{ idempotencyKey: "pk1_test", stripeVersion: Stripe.API_VERSION }]);
  expect(stripe.movements).toHaveLength(1);
});
