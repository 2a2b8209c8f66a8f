import { describe, expect, test } from "vitest";
import type { BatchItem } from "../../src/domain/batch.ts";
import type { PayoutRequest } from "../../src/domain/payout-request.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { clientSetup, hourMs, payoutRequest, payoutRequests } from "./client-setup.ts";
import { faultyStore } from "./faulty-store.ts";

const none = { total: 0, paid: 0, alreadyPaid: 0, failed: 0, unknown: 0, notStarted: 0 };

/** Gives anything where the types would refuse it. */
function untyped(values: readonly unknown[]): PayoutRequest[] {
  return JSON.parse(JSON.stringify(values));
}

describe("processBatchPayouts", () => {
  test("pays each payout once and sums up what this run paid", async () => {
    const { client, sandbox, run } = clientSetup();
    const payouts = [...payoutRequests(30), payoutRequest({ reference: "eur", currency: "EUR", amount: 7 })];
    const report = assertOk(await run(client.processBatchPayouts(payouts)));
    expect(report).toEqual({
      counts: { ...none, total: 31, paid: 31 },
      paid: [{ amount: 7, currency: "eur" }, { amount: 75_000, currency: "usd" }],
      ...{ problems: [], problemsOmitted: 0, aborted: false },
    });
    expect(sandbox.movements()).toBe(31);
  });

  test("run again pays just what isn't paid, and its sums are of that run alone", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.next("decline", { reference: "r1" });
    sandbox.next("recipient_not_ready", { reference: "r3" });
    const first = assertOk(await run(client.processBatchPayouts(payoutRequests(5))));
    expect(first.counts).toEqual({ ...none, total: 5, paid: 3, failed: 2 });
    const second = assertOk(await run(client.processBatchPayouts(payoutRequests(5))));
    expect(second).toMatchObject({ counts: { ...none, total: 5, paid: 2, alreadyPaid: 3 }, paid: [{ amount: 5000, currency: "usd" }] });
    const third = assertOk(await run(client.processBatchPayouts(payoutRequests(5))));
    expect(third).toMatchObject({ counts: { ...none, total: 5, alreadyPaid: 5 }, paid: [] });
    expect(sandbox.movements()).toBe(5);
  });

  test("with an empty store two days later pays nothing again, although the balance is used up", async () => {
    const { client, another, sandbox, clock, run } = clientSetup({ sandbox: { balance: { usd: 25_000 } } });
    assertOk(await run(client.processBatchPayouts(payoutRequests(10))));
    await clock.advance(48 * hourMs);
    const report = assertOk(await run(another({ store: memoryStore() }).processBatchPayouts(payoutRequests(10))));
    expect(report.counts).toEqual({ ...none, total: 10, alreadyPaid: 10 });
    expect(sandbox.movements()).toBe(10);
  });

  test("settles what an earlier run left unknown and counts it as paid by this run", async () => {
    const { client, sandbox, run } = clientSetup({ timeoutMs: 500 });
    sandbox.next("lose_response", { reference: "r0", times: 20 });
    const first = assertOk(await run(client.processBatchPayouts(payoutRequests(2))));
    expect(first.counts).toEqual({ ...none, total: 2, paid: 1, unknown: 1 });
    sandbox.clearScenarios();
    const second = assertOk(await run(client.processBatchPayouts(payoutRequests(2))));
    expect(second).toMatchObject({ counts: { ...none, total: 2, paid: 1, alreadyPaid: 1 }, paid: [{ amount: 2500 }] });
    expect(sandbox.movements()).toBe(2);
  });

  test("has the same counts in every order of its rows", async () => {
    const rows = (): unknown[] => [
      ...payoutRequests(4),
      payoutRequest({ reference: "r0" }),
      payoutRequest({ reference: "r1", amount: 1 }),
      payoutRequest({ reference: "bad", amount: 1.5 }),
      payoutRequest({ reference: "poor", recipientId: "acct_closed" }),
    ];
    const counts = [];
    for (const order of [rows(), rows().toReversed(), [...rows().slice(3), ...rows().slice(0, 3)]]) {
      const { client, run } = clientSetup({ sandbox: { recipients: { acct_closed: "closed" } } });
      counts.push(assertOk(await run(client.processBatchPayouts(untyped(order)))).counts);
    }
    expect(counts[0]).toEqual({ ...none, total: 8, paid: 4, alreadyPaid: 1, failed: 3 });
    expect(counts.map((entry) => ({ ...entry }))).toEqual([counts[0], counts[0], counts[0]]);
  });

  test("tells a repeated reference as already_paid if it is equal, and as a conflict if it isn't", async () => {
    const { client, sandbox, run } = clientSetup({ sandbox: { latencyMs: 50 } });
    const items: BatchItem[] = [];
    const rows = [payoutRequest(), payoutRequest(), payoutRequest({ amount: 1 })];
    const report = assertOk(await run(client.processBatchPayouts(rows, { onResult: (item) => void items.push(item) })));
    expect(items.toSorted((left, right) => left.index - right.index)).toMatchObject([
      { index: 0, status: "paid" },
      { index: 1, status: "already_paid" },
      { index: 2, status: "failed", error: { code: "INVALID_REQUEST", reason: "reference_conflict", outcome: "created" } },
    ]);
    expect([report.paid, sandbox.movements()]).toEqual([[{ amount: 2500, currency: "usd" }], 1]);
  });

  test("tells rows that can't be read by their place and goes on with the rest", async () => {
    const { client, run } = clientSetup();
    const rows = untyped([null, 7, "text", [], {}, payoutRequest(), { ...payoutRequest(), reference: "x", amount: "25.00" }]);
    const report = assertOk(await run(client.processBatchPayouts(rows)));
    expect(report.counts).toEqual({ ...none, total: 7, paid: 1, failed: 6 });
    expect(report.problems.map(({ index, reference }) => [index, reference])).toEqual([
      [0, null], [1, null], [2, null], [3, null], [4, null], [6, "x"],
    ]);
    expect(report.problems.every(({ error }) => error.code === "INVALID_REQUEST")).toBe(true);
  });

  test("keeps only so many problems and tells all of them to onResult", async () => {
    const { client, run } = clientSetup();
    let told = 0;
    const rows = payoutRequests(12, { amount: 0 });
    const report = assertOk(await run(client.processBatchPayouts(rows, { maxProblems: 5, onResult: () => void told++ })));
    expect([report.problems.length, report.problemsOmitted, told]).toEqual([5, 7, 12]);
  });

  test("tells a payout that was reversed as a problem", async () => {
    const { client, another, sandbox, run } = clientSetup();
    const transfer = assertOk(await run(client.sendPayout(payoutRequest())));
    sandbox.reverse(transfer.id);
    const fresh = another({ store: memoryStore() });
    const report = assertOk(await run(fresh.processBatchPayouts([payoutRequest()])));
    expect(report).toMatchObject({ counts: { ...none, total: 1, failed: 1 }, problems: [{ error: { code: "ALREADY_PAID" } }] });
    expect(sandbox.movements()).toBe(1);
  });

  test("tells another amount under the reference of a payout that was reversed as a conflict with one that was created", async () => {
    const { client, sandbox, run } = clientSetup();
    const transfer = assertOk(await run(client.sendPayout(payoutRequest())));
    sandbox.reverse(transfer.id);
    assertOk(await run(client.reconcile()));
    const rows = [payoutRequest(), payoutRequest({ amount: 1 }), payoutRequest()];
    const report = assertOk(await run(client.processBatchPayouts(rows)));
    const told = report.problems.toSorted((left, right) => left.index - right.index).map(({ error }) => [error.reason, error.outcome]);
    expect(told).toEqual([["already_paid", "created"], ["reference_conflict", "created"], ["already_paid", "created"]]);
  });

  test("goes on whatever its callbacks throw or reject with", async () => {
    const { client, clock, run } = clientSetup();
    const fail = (): never => { throw new Error("callback"); };
    const reject = (): Promise<never> => Promise.reject(new Error("callback"));
    const first = assertOk(await run(client.processBatchPayouts(payoutRequests(3), { onResult: fail, onProgress: fail })));
    const second = assertOk(await run(client.processBatchPayouts(payoutRequests(3), { onResult: reject, onProgress: reject })));
    await clock.advance(100);
    expect([first.counts.paid, second.counts.alreadyPaid]).toEqual([3, 3]);
  });

  test("with 429s fails nothing", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.next("rate_limit", { times: 10 });
    const report = assertOk(await run(client.processBatchPayouts(payoutRequests(20))));
    expect(report.counts).toEqual({ ...none, total: 20, paid: 20 });
  });
});

describe("a batch's funds", () => {
  test("that don't cover an array fail it before its first send, per currency", async () => {
    const { client, sandbox, run } = clientSetup({ sandbox: { balance: { usd: 1_000_000, eur: 99 } } });
    const rows = [...payoutRequests(3), payoutRequest({ reference: "eur", currency: "eur", amount: 100 })];
    const error = assertErr(await run(client.processBatchPayouts(rows)), "INSUFFICIENT_BALANCE");
    expect(error).toMatchObject({ outcome: "not_created", details: { currency: "eur", required: 100, available: 99 } });
    expect(sandbox.movements()).toBe(0);
  });

  test("count only what would be sent: not what is paid, repeated, wrong, or below the minimum", async () => {
    const { client, run } = clientSetup({ sandbox: { balance: { usd: 7500 } }, minimums: { usd: 100 } });
    assertOk(await run(client.sendPayout(payoutRequest({ reference: "r0" }))));
    const rows = [...payoutRequests(3), ...payoutRequests(3), payoutRequest({ reference: "small", amount: 99 })];
    const report = assertOk(await run(client.processBatchPayouts(rows)));
    expect(report.counts).toEqual({ ...none, total: 7, paid: 2, alreadyPaid: 4, failed: 1 });
  });

  test("under each let every payout stand alone", async () => {
    const { client, sandbox, run } = clientSetup({ sandbox: { balance: { usd: 5000 } } });
    const report = assertOk(await run(client.processBatchPayouts(payoutRequests(3), { requireFunds: "each", concurrency: 1 })));
    expect(report.counts).toEqual({ ...none, total: 3, paid: 2, failed: 1 });
    expect(report.problems[0]?.error.code).toBe("INSUFFICIENT_BALANCE");
    expect(sandbox.movements()).toBe(2);
  });

  test("are each's by default for an iterable that isn't an array", async () => {
    const { client, run } = clientSetup({ sandbox: { balance: { usd: 5000 } } });
    const report = assertOk(await run(client.processBatchPayouts(new Set(payoutRequests(3)), { concurrency: 1 })));
    expect(report.counts).toEqual({ ...none, total: 3, paid: 2, failed: 1 });
  });

  test("are all's for an iterable where that is asked for", async () => {
    const { client, sandbox, run } = clientSetup({ sandbox: { balance: { usd: 5000 } } });
    async function* rows() { yield* payoutRequests(3); }
    assertErr(await run(client.processBatchPayouts(rows(), { requireFunds: "all" })), "INSUFFICIENT_BALANCE");
    expect(sandbox.movements()).toBe(0);
  });

  test("that the key may not read hold nothing back", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.nextRead("permission", { call: "balance", times: 100 });
    const report = assertOk(await run(client.processBatchPayouts(payoutRequests(3))));
    expect(report.counts.paid).toBe(3);
  });

  test("too large to be added up are an INVALID_REQUEST, not a wrong number", async () => {
    const { client, sandbox, run } = clientSetup();
    const rows = payoutRequests(3, { amount: Number.MAX_SAFE_INTEGER });
    assertErr(await run(client.processBatchPayouts(rows)), "INVALID_REQUEST");
    expect(sandbox.movements()).toBe(0);
  });
});

describe("a batch that can't start", () => {
  test("for a 401 is an err and reads nothing", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.nextRead("authentication", { call: "identify", times: 10 });
    let reads = 0;
    function* rows() { reads++; yield payoutRequest(); }
    const error = assertErr(await run(client.processBatchPayouts(rows())), "API_ERROR");
    expect([error.reason, error.outcome, reads]).toEqual(["authentication", "not_created", 0]);
  });

  test("for its store is an err", async () => {
    const { another, store, run } = clientSetup();
    const client = another({ store: faultyStore(store, (method) => (method === "list" ? "refuses" : null)) });
    expect(assertErr(await run(client.processBatchPayouts(payoutRequests(2))), "API_ERROR").reason).toBe("store_unavailable");
  });

  test.each([
    ["payouts", undefined, {}],
    ["payouts", "text", {}],
    ["payouts", { length: 1 }, {}],
    ["options", [], 7],
    ["concurrency", [], { concurrency: 0 }],
    ["concurrency", [], { concurrency: 1.5 }],
    ["maxProblems", [], { maxProblems: -1 }],
    ["requireFunds", [], { requireFunds: "some" }],
    ["onResult", [], { onResult: "f" }],
    ["onProgress", [], { onProgress: {} }],
    ["signal", [], { signal: {} }],
    ["timeoutMs", [], { timeoutMs: 0 }],
  ])("for its %s is an INVALID_REQUEST", async (path, payouts, options) => {
    const { client, run } = clientSetup();
    const call: ReturnType<typeof client.processBatchPayouts> = Reflect.apply(client.processBatchPayouts, client, [payouts, options]);
    const { issues } = assertErr(await run(call), "INVALID_REQUEST").details;
    expect(issues.map((issue) => issue.path)).toEqual([path]);
  });
});

describe("a batch that stops", () => {
  test("at a 401 fails no item and says why", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.next("authentication", { times: 1_000 });
    const report = assertOk(await run(client.processBatchPayouts(payoutRequests(50), { concurrency: 4 })));
    expect(report).toMatchObject({ aborted: true, stoppedBy: { code: "API_ERROR", reason: "authentication" } });
    expect(report.counts).toEqual({ ...none, total: 50, notStarted: 50 });
    sandbox.clearScenarios();
    const again = assertOk(await run(client.processBatchPayouts(payoutRequests(50))));
    expect(again.counts).toEqual({ ...none, total: 50, paid: 50 });
  });

  test("by its signal finishes what is under way and tells the rest as not_started", async () => {
    const { client, sandbox, run } = clientSetup({ sandbox: { latencyMs: 50 } });
    const stop = new AbortController();
    const onResult = (): void => { if (sandbox.movements() >= 6) stop.abort(); };
    const report = assertOk(await run(client.processBatchPayouts(payoutRequests(40), { concurrency: 3, signal: stop.signal, onResult })));
    expect(report.aborted).toBe(true);
    const { total, paid, unknown, notStarted } = report.counts;
    expect([total, paid + unknown + notStarted]).toEqual([40, 40]);
    expect(notStarted).toBeGreaterThan(30);
    const again = assertOk(await run(client.processBatchPayouts(payoutRequests(40))));
    expect(again.counts.paid + again.counts.alreadyPaid).toBe(40);
    expect(sandbox.movements()).toBe(40);
  });

  test("by a signal that was aborted before it sends nothing", async () => {
    const { client, sandbox, run } = clientSetup();
    const report = assertOk(await run(client.processBatchPayouts(payoutRequests(3), { signal: AbortSignal.abort() })));
    expect(report).toMatchObject({ aborted: true, counts: { ...none, total: 3, notStarted: 3 } });
    expect(sandbox.movements()).toBe(0);
  });

  test("because its iterable throws half-way keeps what was sent and says where it stopped", async () => {
    const { client, sandbox, run } = clientSetup();
    function* rows() {
      yield* payoutRequests(5);
      throw new Error("line 6 is torn");
    }
    const report = assertOk(await run(client.processBatchPayouts(rows())));
    expect(report).toMatchObject({ aborted: true, counts: { ...none, total: 5, paid: 5 } });
    expect(report.stoppedBy).toMatchObject({ code: "INVALID_REQUEST", details: { issues: [{ path: "payouts[5]" }] } });
    expect(report.stoppedBy?.cause).toMatchObject({ message: "line 6 is torn" });
    expect(report.stoppedBy?.message).toMatch("beyond the first 5 (line 6 is torn)");
    expect(sandbox.movements()).toBe(5);
  });

  test.each<[string, Iterable<PayoutRequest>]>([
    ["can't be begun", { [Symbol.iterator]: () => { throw new Error("no"); } }],
    ["gives nonsense", { [Symbol.iterator]: () => JSON.parse("{}") }],
    ["gives nothing where an answer belongs", { [Symbol.iterator]: () => ({ next: () => JSON.parse("null") }) }],
    ["gives a number where an answer belongs", { [Symbol.iterator]: () => ({ next: () => JSON.parse("5") }) }],
    ["throws at its first row", { [Symbol.iterator]: () => ({ next: () => { throw new Error("no"); } }) }],
  ])("because its iterable %s is told so and nothing is thrown", async (_name, rows) => {
    const { client, run } = clientSetup();
    const report = assertOk(await run(client.processBatchPayouts(rows)));
    expect(report).toMatchObject({ aborted: true, counts: none, stoppedBy: { code: "INVALID_REQUEST" } });
    expect(assertErr(await run(client.processBatchPayouts(rows, { requireFunds: "all" }))).code).toBe("INVALID_REQUEST");
  });

  test("by its signal doesn't wait for a source that hangs", async () => {
    const { client, pass, run } = clientSetup();
    const stop = new AbortController();
    async function* rows() {
      yield payoutRequest();
      await new Promise(() => {});
    }
    const waiting = client.processBatchPayouts(rows(), { signal: stop.signal });
    await pass(2_000);
    stop.abort();
    const report = assertOk(await run(waiting));
    expect(report).toMatchObject({ aborted: true, counts: { total: 1, paid: 1 } });
  });
});

describe("a batch's memory", () => {
  test("is bounded: it reads no further ahead than its lanes", async () => {
    const { client, run } = clientSetup({ sandbox: { latencyMs: 50 } });
    let read = 0;
    let done = 0;
    let furthest = 0;
    async function* rows() {
      for (const request of payoutRequests(60)) {
        read++;
        furthest = Math.max(furthest, read - done);
        yield request;
      }
    }
    const report = assertOk(await run(client.processBatchPayouts(rows(), { concurrency: 4, onResult: () => void done++ })));
    expect(report.counts.paid).toBe(60);
    expect(furthest).toBeLessThanOrEqual(5);
  });

  test("is bounded by a callback that is slow", async () => {
    const { client, clock, run } = clientSetup();
    let open = 0;
    let most = 0;
    const onResult = async (): Promise<void> => {
      most = Math.max(most, ++open);
      await clock.sleep(100);
      open--;
    };
    assertOk(await run(client.processBatchPayouts(payoutRequests(12), { concurrency: 3, onResult })));
    expect(most).toBe(3);
  });

  test("holds a concurrency that nobody could use", async () => {
    const { client, run } = clientSetup();
    const report = assertOk(await run(client.processBatchPayouts(payoutRequests(2), { concurrency: Number.MAX_SAFE_INTEGER })));
    expect(report.counts.paid).toBe(2);
  });
});
