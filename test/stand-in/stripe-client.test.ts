import Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { smallTransfer } from "./caller.ts";
import { startStandIn, type StandIn } from "./index.ts";

let standIn: StandIn;
let stripe: Stripe;

beforeEach(async () => {
  standIn = await startStandIn({ clock: { startMs: Date.UTC(2026, 10, 2), frozen: true } });
  stripe = new Stripe(standIn.apiKey, {
    host: "127.0.0.1",
    port: standIn.port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
  });
});

afterEach(() => standIn.close());

test("Stripe's own client makes, finds and reverses a transfer", async () => {
  const made = await stripe.transfers.create({ ...smallTransfer, transfer_group: "g", metadata: { a: "b" } });
  const found = await stripe.transfers.list({ transfer_group: "g", created: { gte: made.created } });
  expect(found.data).toMatchObject([{ id: made.id, metadata: { a: "b" } }]);
  await stripe.transfers.update(made.id, { metadata: { a: "" } });
  expect((await stripe.transfers.retrieve(made.id)).metadata).toEqual({});
  const reversal = await stripe.transfers.createReversal(made.id, { amount: 100 });
  expect(await stripe.transfers.retrieveReversal(made.id, reversal.id)).toMatchObject({ amount: 100 });
  expect((await stripe.balance.retrieve()).available).toMatchObject([{ amount: 999_600, currency: "usd" }]);
  expect(standIn.violations).toEqual([]);
});

test("Stripe's own client pages through everything", async () => {
  standIn.seedTransfers(250);
  const ids = new Set<string>();
  for await (const transfer of stripe.transfers.list({ limit: 100 })) ids.add(transfer.id);
  expect(ids.size).toBe(250);
  expect(standIn.requests).toHaveLength(3);
});

test("Stripe's own client sees a replay by its header", async () => {
  const options = { idempotencyKey: "k1" };
  await stripe.transfers.create(smallTransfer, options);
  const again = await stripe.transfers.create(smallTransfer, options);
  expect(again.lastResponse.headers).toMatchObject({ "idempotent-replayed": "true" });
  await expect(stripe.transfers.create({ ...smallTransfer, amount: 1 }, options)).rejects.toMatchObject({
    type: "StripeIdempotencyError",
    code: undefined,
  });
});

test.each([
  ["error_401", "StripeAuthenticationError"],
  ["error_403", "StripePermissionError"],
  ["error_409", "StripeAPIError"],
  ["error_429", "StripeRateLimitError"],
  ["error_500_executed", "StripeAPIError"],
  ["error_400_unstored", "StripeInvalidRequestError"],
] as const)("Stripe's own client makes %s a %s", async (name, type) => {
  standIn.addFault({ name, times: 5 });
  await expect(stripe.transfers.create(smallTransfer)).rejects.toMatchObject({ type });
});

test("Stripe's own client resends once after a lost response, under the key it was given", async () => {
  standIn.addFault({ name: "lose_response", method: "POST" });
  const made = await stripe.transfers.create(smallTransfer, { idempotencyKey: "k1" });
  expect(made.lastResponse.headers).toMatchObject({ "idempotent-replayed": "true" });
  expect(standIn.requests.map(({ idempotencyKey }) => idempotencyKey)).toEqual(["k1", "k1"]);
  expect(standIn.movements).toHaveLength(1);
});
