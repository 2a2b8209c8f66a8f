import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stripeProvider } from "../../../src/providers/stripe/index.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { type FaultKind, type StandIn, startStandIn } from "../../stand-in/index.ts";
import { answering } from "./answering.ts";
import { closeClean } from "./close-clean.ts";
import { commandFor } from "./payouts.ts";

const apiKey = "sk_test_51HushHush";

let stripe: StandIn;

beforeEach(async () => {
  stripe = await startStandIn({ apiKeys: [apiKey] });
});

afterEach(() => closeClean(stripe));

/** Everything that a log could show of a value, hidden properties included. */
function shown(value: unknown): string {
  return [inspect(value, { depth: 10, showHidden: true }), JSON.stringify(value), String(value)].join("\n");
}

function expectNoSecret(value: unknown): void {
  expect(shown(value)).not.toMatch(/HushHush|Bearer|authorization|sk_test/i);
}

const faults: FaultKind[] = [
  { name: "lose_request" },
  { name: "lose_response" },
  { name: "error_500_executed" },
  { name: "error_429", retryAfterSeconds: 1 },
  { name: "lock_timeout" },
  { name: "error_409" },
  { name: "error_401" },
  { name: "error_403" },
  { name: "error_400_unstored" },
  { name: "unreadable_body" },
  { name: "wrong_shape" },
  { name: "truncated_body" },
  { name: "html_502" },
  { name: "hang" },
];

describe("no error shows the key", () => {
  test.each(faults)("after %j", async (fault) => {
    const provider = stripeProvider({ apiKey, baseUrl: stripe.url, timeoutMs: 1000 });
    stripe.addFault({ ...fault, times: 2 });
    const error = assertErr(await provider.balance());
    expectNoSecret(error);
    stripe.clearFaults();
    stripe.addFault({ ...fault, times: 2 });
    const failure = assertErr(await provider.create(commandFor(provider)));
    expectNoSecret(failure);
    expect(failure.error.cause).toMatchObject({ name: "StripeFailure" });
  });

  test("when Stripe itself repeats the key in every field", async () => {
    const error = { type: apiKey, code: apiKey, param: apiKey, message: `Invalid API Key provided: ${apiKey}`, doc_url: apiKey };
    const headers = { "request-id": apiKey, "stripe-rate-limited-reason": apiKey };
    for (const status of [400, 401, 402, 403, 404, 409, 429, 500]) {
      await using server = await answering(() => ({ status, headers, body: { error } }));
      const provider = stripeProvider({ apiKey, baseUrl: server.url });
      expectNoSecret(assertErr(await provider.identify()));
      expectNoSecret(assertErr(await provider.create(commandFor(provider))));
    }
  });
});

test("no transfer shows the key", async () => {
  const provider = stripeProvider({ apiKey, baseUrl: stripe.url });
  const created = assertOk(await provider.create(commandFor(provider)));
  expectNoSecret(created);
  expectNoSecret(assertOk(await provider.get(created.transfer.id)));
  expectNoSecret(assertOk(await provider.list({ limit: 10 })));
});

test("the provider itself doesn't show the key", () => {
  expectNoSecret(stripeProvider({ apiKey }));
});
