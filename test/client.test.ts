import { describe, expect, test } from "vitest";
import { PayoutClient } from "../src/client.ts";
import { sandboxProvider } from "../src/providers/sandbox/index.ts";
import { memoryStore } from "../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../src/testing/assert.ts";
import { clientSetup, payoutRequest } from "./operations/client-setup.ts";

const provider = sandboxProvider({ balance: { usd: 1_000_000 } });
const right = { provider, store: memoryStore() };
const make = (options: unknown): unknown => Reflect.construct(PayoutClient, [options]);

describe("a client's constructor", () => {
  test.each<[string, unknown]>([
    ["options", undefined],
    ["options", 7],
    ["provider", {}],
    ["provider", { ...right, provider: {} }],
    ["provider", { ...right, provider: { ...provider, specificationVersion: "v2" } }],
    ["store", { provider }],
    ["store", { ...right, store: "payouts.db" }],
    ["namespace", { ...right, namespace: "" }],
    ["namespace", { ...right, namespace: "a\nb" }],
    ["namespace", { ...right, namespace: "n".repeat(65) }],
    ["checkBalance", { ...right, checkBalance: "yes" }],
    ["lookupNew", { ...right, lookupNew: "sometimes" }],
    ["timeoutMs", { ...right, timeoutMs: 0 }],
    ["timeoutMs", { ...right, timeoutMs: Number.NaN }],
    ["clock", { ...right, clock: {} }],
    ["onEvent", { ...right, onEvent: "log" }],
    ["rate", { ...right, rate: { perSecond: 0 } }],
    ["rate", { ...right, rate: { concurrency: 0 } }],
    ["minimums", { ...right, minimums: { usd: -1 } }],
    ["minimums", { ...right, minimums: { usd: 1.5 } }],
    ["minimums", { ...right, minimums: { xyz: 1 } }],
    ["minimums", { ...right, minimums: 7 }],
    ["minimums.USD: stands there in both cases", { ...right, minimums: { usd: 1, USD: 2 } }],
    ["minimum", { ...right, minimum: { usd: 1000 } }],
  ])("throws a TypeError that names %s", (option, options) => {
    expect(() => make(options)).toThrow(TypeError);
    expect(() => make(options)).toThrow(option);
  });

  test("takes undefined for everything that may be left out", () => {
    const rest = { minimums: undefined, namespace: undefined, checkBalance: undefined, lookupNew: undefined, timeoutMs: undefined };
    expect(new PayoutClient({ ...right, ...rest, clock: undefined, rate: undefined, onEvent: undefined })).toBeInstanceOf(PayoutClient);
  });
});

describe("a client", () => {
  test.each([undefined, null, 7, "text", []])("called with %j for a payout answers INVALID_REQUEST and throws nothing", async (request) => {
    const { client, run } = clientSetup();
    const call: ReturnType<typeof client.sendPayout> = Reflect.apply(client.sendPayout, client, [request]);
    expect(assertErr(await run(call), "INVALID_REQUEST").outcome).toBe("not_created");
  });

  test("with the machine's own clock pays", async () => {
    assertOk(await new PayoutClient(right).sendPayout(payoutRequest()));
  });

});
