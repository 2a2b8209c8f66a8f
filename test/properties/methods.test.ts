import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPayoutError } from "../../src/domain/errors.ts";
import { isObject } from "../../src/domain/payout-request.ts";
import { assertErr } from "../../src/testing/assert.ts";
import { type ClientSetup, clientSetup, payoutRequest } from "../operations/client-setup.ts";
import { faultyStore } from "../operations/faulty-store.ts";
import { hostile, hostileObject } from "./hostile.ts";

const calls = {
  sendPayout: [hostileObject(["reference", "recipientId", "amount", "currency", "description", "metadata"]), options()],
  getBalance: [options()],
  getTransferStatus: [hostile, options()],
  listTransfers: [hostileObject(["recipientId", "currency", "status", "origin", "from", "to", "limit", "cursor"]), options()],
  getRecipientTransfers: [hostile, hostileObject(["from", "to"]), options()],
  processBatchPayouts: [fc.oneof(hostile, fc.array(hostile, { maxLength: 3 })), batchOptions()],
  getTotalPaid: [hostileObject(["recipientId", "currency", "origin", "from", "to"]), options()],
  getPayoutSummary: [hostileObject(["recipientId", "currency", "from", "to", "interval", "top"]), options()],
  getPayout: [hostile],
  planBatch: [fc.oneof(hostile, fc.array(hostile, { maxLength: 3 })), batchOptions()],
  recover: [options()],
  resolvePayout: [hostile, hostileObject(["as", "note", "kind"])],
  cancelPayout: [hostile, hostileObject(["kind"])],
  reverseTransfer: [hostileObject(["transferId", "reference", "amount"]), options()],
  checkRecipient: [hostile, options()],
  applyEvent: [hostileObject(["id", "type", "createdAtMs", "account", "mode", "transfer"]), options()],
  reconcile: [hostileObject(["from", "to", "repair", "maxFindings", "onFinding"]), options()],
} as const satisfies Partial<Record<keyof ClientSetup["client"], readonly fc.Arbitrary<unknown>[]>>;

function options(): fc.Arbitrary<unknown> {
  const foreign = { aborted: true, reason: "over", addEventListener: () => undefined, removeEventListener: () => undefined };
  const signals = fc.constantFrom<unknown>(foreign, { ...foreign, aborted: false }, AbortSignal.abort(), new AbortController().signal);
  return fc.oneof(hostile, hostileObject(["signal", "timeoutMs"]), fc.record({ signal: signals }), fc.constant(undefined));
}

function batchOptions(): fc.Arbitrary<unknown> {
  return fc.oneof(options(), hostileObject(["signal", "timeoutMs", "concurrency", "requireFunds", "maxProblems", "onProgress", "onResult"]));
}

/** A client, and how often it wrote a record or sent money. */
function watched() {
  const setup = clientSetup();
  const counts = { writes: 0, sends: 0 };
  const store = faultyStore(setup.store, (method) => {
    if (method === "write") counts.writes += 1;
    return null;
  });
  const create: typeof setup.sandbox.create = (command) => {
    counts.sends += 1;
    return setup.sandbox.create(command);
  };
  return { ...setup, counts, client: setup.another({ store, provider: { ...setup.sandbox, create } }) };
}

describe.each(Object.entries(calls))("%s", (name, values) => {
  test("of anything at all gives a Result, names what is wrong, and writes and sends nothing", async () => {
    const { client, counts, run } = watched();
    const method: unknown = Reflect.get(client, name);
    if (typeof method !== "function") throw new Error(`there is no method ${name}`);
    const given = fc.tuple(...values.map((value) => fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: hostile })));
    await fc.assert(
      fc.asyncProperty(given, async (args) => {
        const answer: unknown = await run(Reflect.apply(method, client, args));
        expect(isObject(answer) && typeof answer["isOk"] === "function").toBe(true);
        const error = isObject(answer) ? answer["error"] : undefined;
        if (error === undefined) return;
        expect(isPayoutError(error)).toBe(true);
        if (!isPayoutError(error, "INVALID_REQUEST")) return;
        expect(error.details.issues.length).toBeGreaterThan(0);
        for (const { path, message } of error.details.issues) {
          expect(message.length).toBeGreaterThan(5);
          expect(typeof path).toBe("string");
        }
        expect(() => JSON.stringify(error)).not.toThrow();
      }),
      { numRuns: 150 },
    );
    expect(counts).toEqual({ writes: 0, sends: 0 });
  });
});

describe("iterateTransfers", () => {
  test("of anything at all gives Results and ends", async () => {
    const { client, run } = watched();
    await fc.assert(
      fc.asyncProperty(hostile, options(), async (filters, limits) => {
        const transfers: ReturnType<typeof client.iterateTransfers> = Reflect.apply(client.iterateTransfers, client, [filters, limits]);
        const given = await run(collect(transfers));
        for (const result of given) if (result.isErr()) expect(isPayoutError(result.error)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a payout in which one field is wrong", () => {
  const wrong: Record<string, fc.Arbitrary<unknown>> = {
    reference: fc.oneof(hostile.filter((value) => typeof value !== "string"), fc.constantFrom("", "a\u0000", "x".repeat(256), "\udc00")),
    recipientId: hostile.filter((value) => typeof value !== "string"),
    amount: fc.oneof(hostile.filter((value) => typeof value !== "number"), fc.integer({ max: 0 }), fc.double({ noInteger: true })),
    currency: fc.oneof(hostile.filter((value) => typeof value !== "string"), fc.constantFrom("", "us", "usdollar", "zzz")),
    description: hostile.filter((value) => typeof value !== "string" && value !== undefined && value !== null),
  };

  test.each(Object.keys(wrong))("names %s, and no other", async (field) => {
    const { client, counts, run } = watched();
    await fc.assert(
      fc.asyncProperty(wrong[field] ?? fc.constant(null), async (value) => {
        const call: ReturnType<typeof client.sendPayout> = Reflect.apply(client.sendPayout, client, [{ ...payoutRequest(), [field]: value }]);
        const error = assertErr(await run(call), "INVALID_REQUEST");
        expect(error.details.issues.map(({ path }) => path)).toEqual([field]);
        expect(error.message).toMatch(/got|expected|too large/);
      }),
      { numRuns: 150 },
    );
    expect(counts).toEqual({ writes: 0, sends: 0 });
  });
});

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
