import { once } from "node:events";
import { createServer } from "node:https";
import Stripe from "stripe";
import { afterEach, describe, expect, test, vi } from "vitest";
import { isObject } from "../../../src/domain/payout-request.ts";
import { makeHttpClient } from "../../../src/providers/stripe/http-client.ts";
import { stripeProvider } from "../../../src/providers/stripe/index.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { startStandIn } from "../../stand-in/index.ts";
import { answering } from "./answering.ts";
import { commandFor } from "./payouts.ts";
import { selfSigned } from "./self-signed.ts";

const providerAt = (baseUrl: string, timeoutMs = 10_000) => stripeProvider({ apiKey: "sk_test_1", baseUrl, timeoutMs });
const emptyBalance = { object: "balance", available: [], pending: [] };

afterEach(() => vi.restoreAllMocks());

describe("the connection", () => {
  test("is kept open from one request to the next", async () => {
    await using server = await answering(() => ({ body: emptyBalance }));
    const provider = providerAt(server.url);
    for (let count = 0; count < 5; count++) assertOk(await provider.balance());
    expect(server.requests).toHaveLength(5);
    expect(server.connections).toHaveLength(1);
  });

  test("is opened anew after the server has closed it between two requests", async () => {
    await using server = await answering(() => ({ body: emptyBalance }));
    const provider = providerAt(server.url);
    assertOk(await provider.balance());
    const [first] = server.connections;
    first?.end();
    if (first !== undefined) await once(first, "close");
    assertOk(await provider.balance());
    expect(server.connections).toHaveLength(2);
  });

  test("is closed when no answer came in time", async () => {
    await using server = await answering(() => ({ body: null, drips: true }));
    expect(assertErr(await providerAt(server.url, 100).balance())).toMatchObject({ reason: "timeout" });
    const [socket] = server.connections;
    // The server may be told by a reset, for which `once` would reject.
    if (socket !== undefined && !socket.destroyed) await new Promise((resolve) => socket.once("close", resolve));
    expect(server.connections.map(({ destroyed }) => destroyed)).toEqual([true]);
  });

  test("that breaks before the answer is tried once more for a read, and never for a create", async () => {
    await using stripe = await startStandIn();
    const provider = stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url });
    stripe.addFault({ name: "lose_request" });
    assertOk(await provider.balance());
    expect(stripe.requests).toHaveLength(2);
    stripe.addFault({ name: "lose_request" });
    expect(assertErr(await provider.create(commandFor(provider)))).toMatchObject({ kind: "indeterminate", serverError: false });
    expect(stripe.requests).toHaveLength(3);
  });

  test("isn't made to a server whose certificate nobody vouches for", async () => {
    let requests = 0;
    const server = createServer(selfSigned, (_, response) => {
      requests += 1;
      response.end(JSON.stringify(emptyBalance));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address: unknown = server.address();
    const provider = providerAt(`https://127.0.0.1:${isObject(address) ? Number(address["port"]) : 0}`);
    const details = { providerCode: "DEPTH_ZERO_SELF_SIGNED_CERT" };
    expect(assertErr(await provider.balance())).toMatchObject({ reason: "network", details });
    expect(assertErr(await provider.create(commandFor(provider)))).toMatchObject({ kind: "indeterminate", error: { details } });
    expect(requests).toBe(0);
    server.close();
  });
});

describe("an answer", () => {
  const bodies = ["<html>Bad Gateway</html>", "", "{", "5", '"text"', "true", "null", "[1]", '{"error":5}', '{"error":"bad_request"}'];

  test.each(bodies)("with the body %j keeps its status and nothing else", async (body) => {
    let status = 200;
    const headers = { "idempotent-replayed": "true", date: "Fri, 20 Nov 2026 12:00:00 GMT" };
    await using server = await answering(() => ({ status, headers, body }));
    const provider = providerAt(server.url);
    const reasons = [[200, "invalid_response"], [400, "invalid_response"], [404, "invalid_response"], [429, "rate_limited"], [502, "unavailable"]] as const;
    for (const [given, reason] of reasons) {
      status = given;
      const failure = assertErr(await provider.create(commandFor(provider)));
      expect(failure).toMatchObject({ kind: "indeterminate", serverError: given === 502, replayed: false, serverTimeMs: null });
      expect(failure.error).toMatchObject({ reason, outcome: "unknown", cause: { statusCode: given } });
      expect(assertErr(await provider.balance())).toMatchObject({ reason });
    }
  });

  test.each([[200, "network", false], [503, "unavailable", true]] as const)("of status %i that breaks off is %s", async (status, reason, serverError) => {
    await using server = await answering(() => ({ status, body: null, breaks: true }));
    const provider = providerAt(server.url);
    const failure = assertErr(await provider.create(commandFor(provider)));
    expect(failure).toMatchObject({ kind: "indeterminate", serverError, error: { reason, outcome: "unknown" } });
    expect(assertErr(await provider.balance())).toMatchObject({ reason });
    expect(server.requests).toHaveLength(2);
  });

  test("of several megabytes, in texts of many bytes a character, is read whole", async () => {
    const description = "€ü𝄞".repeat(20_000);
    const data = Array.from({ length: 40 }, (_, index) => ({ object: "transfer", id: `tr_${index}`, description }));
    await using server = await answering(() => ({ body: { object: "list", data, has_more: false } }));
    const { transfers } = assertOk(await providerAt(server.url).list({ limit: 100 }));
    expect(transfers).toHaveLength(40);
    expect(transfers.every((transfer) => transfer.description === description)).toBe(true);
  });
});

describe("stripe's own client", () => {
  test("sends the requests where Node's http can't be loaded", async () => {
    await using stripe = await startStandIn();
    const httpClient = makeHttpClient(() => Promise.resolve(null));
    if (httpClient === null) throw new Error("expected a client");
    const client = new Stripe(stripe.apiKey, { protocol: "http", host: "127.0.0.1", port: stripe.port, httpClient });
    const provider = stripeProvider({ client });
    assertOk(await provider.create(commandFor(provider)));
    expect(stripe.movements).toHaveLength(1);
  });

  test("is left in place where the package stripe isn't its build for Node", () => {
    vi.spyOn(Stripe, "createNodeHttpClient").mockImplementation(() => {
      throw new Error("not available in non-Node environments");
    });
    expect(makeHttpClient()).toBeNull();
  });
});
