import { createServer, type ServerResponse } from "node:http";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { isObject } from "../../../src/domain/payout-request.ts";
import { stripeProvider } from "../../../src/providers/stripe/index.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { startStandIn } from "../../stand-in/index.ts";
import { commandFor } from "./payouts.ts";

test("a client on fetch says the same as one on Node's http", async () => {
  await using stripe = await startStandIn({ clock: { startMs: Date.UTC(2026, 10, 20), frozen: true } });
  const address = { host: "127.0.0.1", port: stripe.port, protocol: "http" } as const;
  const client = new Stripe(stripe.apiKey, { ...address, httpClient: Stripe.createFetchHttpClient() });
  const provider = stripeProvider({ client });
  const first = assertOk(await provider.create(commandFor(provider)));
  const second = assertOk(await provider.create(commandFor(provider)));
  expect(first).toMatchObject({ replayed: false, serverTimeMs: Date.UTC(2026, 10, 20) });
  expect(second).toMatchObject({ replayed: true, transfer: { id: first.transfer.id } });
  stripe.addFault({ name: "error_429", retryAfterSeconds: 4 });
  expect(assertErr(await provider.balance())).toMatchObject({ reason: "rate_limited", details: { retryAfterMs: 4000 } });
  stripe.addFault({ name: "wrong_shape", status: 503 });
  expect(assertErr(await provider.balance())).toMatchObject({ reason: "unavailable" });
  stripe.addFault({ name: "truncated_body" });
  expect(assertErr(await provider.balance())).toMatchObject({ reason: "network" });
});

test("60 requests are on the wire at once", async () => {
  const waiting: ServerResponse[] = [];
  const server = createServer((_, response) => {
    waiting.push(response);
    if (waiting.length === 60) for (const each of waiting) each.end('{"available":[],"pending":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: unknown = server.address();
  const port = isObject(address) ? Number(address["port"]) : 0;
  const provider = stripeProvider({ apiKey: "sk_test_1", baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 10_000 });
  const results = await Promise.all(Array.from({ length: 60 }, () => provider.balance()));
  server.close();
  server.closeAllConnections();
  expect(results.map((result) => assertOk(result).available)).toEqual(Array.from({ length: 60 }, () => []));
});
