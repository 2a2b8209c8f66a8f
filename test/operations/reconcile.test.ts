import { describe, expect, test } from "vitest";
import { createContext } from "../../src/client-context.ts";
import { checkOptions } from "../../src/client-options.ts";
import type { ReconcileFinding, ReconcileReport } from "../../src/domain/reconcile.ts";
import { noFilters } from "../../src/operations/filters.ts";
import { ReconcileRun } from "../../src/operations/reconcile-run.ts";
import type { PayoutStore, StoredRecord } from "../../src/ports/payout-store.ts";
import type { ProviderTransfer, TransferProvider } from "../../src/ports/transfer-provider.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { type ClientSetup, clientSetup, hourMs, payoutRequest, payoutRequests, startMs } from "./client-setup.ts";
import { stripeSetup } from "./stripe-setup.ts";

const none = { transfers: 0, matched: 0, reversed: 0, unknownToStore: 0, differing: 0, duplicates: 0, missingAtProvider: 0, applied: 0 };

async function setupWith(count: number): Promise<ClientSetup> {
  const setup = clientSetup();
  for (const request of payoutRequests(count)) {
    assertOk(await setup.run(setup.client.sendPayout(request)));
    await setup.clock.advance(60_000);
  }
  return setup;
}

async function scopeOf({ sandbox }: ClientSetup) {
  const { account } = assertOk(await sandbox.identify());
  return { kind: "payout", mode: `test:${account}`, namespace: "default" } as const;
}

async function recordOf(setup: ClientSetup, reference: string): Promise<StoredRecord> {
  const id = { ...(await scopeOf(setup)), reference };
  const record = assertOk(await setup.store.load([id])).entries[0];
  if (record == null) throw new Error(`there is no record ${reference}`);
  return record;
}

/** Leaves a record as a store that isn't true would hold it. */
async function rewrite(setup: ClientSetup, reference: string, change: Partial<StoredRecord>): Promise<void> {
  const record = await recordOf(setup, reference);
  const write = { record: { ...record, ...change, revision: `${record.revision}'` }, replaces: record.revision };
  assertOk(await setup.store.write([write]));
}

async function pay(setup: ClientSetup, reference: string, idempotencyKey: string): Promise<ProviderTransfer> {
  const payout = { ...payoutRequest({ reference }), namespace: "default", description: null, metadata: {} };
  const prepared = assertOk(setup.sandbox.prepare(payout));
  return assertOk(await setup.sandbox.create({ idempotencyKey, prepared })).transfer;
}

function kinds({ findings }: ReconcileReport): string[] {
  return findings.map(({ kind, reference }) => `${kind} ${reference}`).sort();
}

async function paidNet(setup: ClientSetup, store: PayoutStore): Promise<number> {
  const query = { scope: await scopeOf(setup), states: ["paid"] as const, after: null, limit: 1000 };
  const { entries } = assertOk(await store.list(query));
  return entries.reduce((sum, { transfer }) => sum + (transfer === null ? 0 : transfer.amount - transfer.amountReversed), 0);
}

describe("reconcile finds", () => {
  test("nothing where both sides agree, and leaves others' transfers out", async () => {
    const setup = await setupWith(5);
    setup.sandbox.addTransfer({ recipientId: "acct_maya", amount: 100, currency: "usd" });
    assertOk(await setup.run(setup.another({ namespace: "other" }).sendPayout(payoutRequest())));
    const report = assertOk(await setup.run(setup.client.reconcile()));
    expect(report).toEqual({ counts: { ...none, transfers: 5, matched: 5 }, findings: [], findingsOmitted: 0 });
  });

  test("each kind once, in exact numbers", async () => {
    const setup = await setupWith(8);
    await rewrite(setup, "r0", { amount: 2600 });
    await rewrite(setup, "r1", { recipientId: "acct_other" });
    await rewrite(setup, "r2", { currency: "eur" });
    const { transfer } = await recordOf(setup, "r3");
    if (transfer === null) throw new Error("r3 isn't paid");
    await rewrite(setup, "r3", { transfer: { ...transfer, id: "tr_lost" } });
    setup.sandbox.reverse((await recordOf(setup, "r4")).transfer?.id ?? "", 500);
    await rewrite(setup, "r5", { state: "failed", transfer: null });
    await pay(setup, "unheard", "unheard");
    const report = assertOk(await setup.run(setup.client.reconcile({ repair: false })));
    expect(report.counts).toEqual({
      transfers: 9,
      matched: 2,
      reversed: 1,
      unknownToStore: 2,
      differing: 3,
      duplicates: 1,
      missingAtProvider: 1,
      applied: 0,
    });
    expect(kinds(report)).toEqual([
      "differs r0",
      "differs r1",
      "differs r2",
      "duplicate r3",
      "missing_at_provider r3",
      "reversed r4",
      "unknown_to_store r5",
      "unknown_to_store unheard",
    ]);
    const fields = report.findings.flatMap((finding) => (finding.kind === "differs" ? finding.fields : []));
    expect(fields.sort()).toEqual(["amount", "currency", "recipientId"]);
    expect(setup.eventNames().filter((name) => name.startsWith("alarm"))).toEqual([]);
  });

  test("only what lies within the time, the start included and the end not", async () => {
    const setup = await setupWith(6);
    const [from, to] = [new Date(startMs + 60_000), new Date(startMs + 3 * 60_000)];
    const times = setup.sandbox.transfers().map(({ createdAtMs }) => createdAtMs);
    const inside = times.filter((timeMs) => timeMs >= from.getTime() && timeMs < to.getTime());
    const { counts } = assertOk(await setup.run(setup.client.reconcile({ from, to })));
    expect(counts).toEqual({ ...none, transfers: inside.length, matched: inside.length });
    const [first = 0, second = 0] = times;
    const edge = assertOk(await setup.run(setup.client.reconcile({ from: new Date(first), to: new Date(second) })));
    expect(edge.counts.transfers).toBe(1);
  });

  test("a payout that was settled by hand with a transfer that bears no mark", async () => {
    const setup = await setupWith(1);
    const { id } = setup.sandbox.addTransfer({ recipientId: "acct_maya", amount: 2500, currency: "usd" });
    const { transfer } = await recordOf(setup, "r0");
    if (transfer === null) throw new Error("r0 isn't paid");
    await rewrite(setup, "r0", { transfer: { ...transfer, id } });
    const { counts } = assertOk(await setup.run(setup.client.reconcile()));
    expect(counts).toMatchObject({ missingAtProvider: 0, duplicates: 1, matched: 1 });
  });
});

test("reconcile leaves out a mark that names no reference", async () => {
  const setup = await setupWith(1);
  const list: TransferProvider["list"] = (...asked) =>
    setup.sandbox.list(...asked).map(({ transfers, nextCursor }) => {
      const marked = transfers.map((transfer) => ({ ...transfer, id: "tr_odd", mark: { namespace: "default", reference: "a\u0000b" } }));
      return { transfers: [...transfers, ...marked], nextCursor };
    });
  const client = setup.another({ provider: { ...setup.sandbox, list } });
  expect(assertOk(await setup.run(client.reconcile())).counts).toEqual({ ...none, transfers: 1, matched: 1 });
});

describe("reconcile lets the store take note", () => {
  test("so that totals agree afterwards, and a second run finds nothing new", async () => {
    const setup = await setupWith(120);
    for (const { id } of setup.sandbox.transfers().slice(0, 7)) setup.sandbox.reverse(id, 100);
    const store = memoryStore();
    const fresh = setup.another({ store });
    const net = 120 * 2500 - 700;
    const { counts } = assertOk(await setup.run(fresh.reconcile()));
    expect(counts).toEqual({ ...none, transfers: 120, unknownToStore: 120, applied: 120 });
    expect(await paidNet(setup, store)).toBe(net);
    assertOk(await setup.run(setup.client.reconcile()));
    expect(await paidNet(setup, setup.store)).toBe(net);
    for (const client of [fresh, setup.client]) {
      const again = assertOk(await setup.run(client.reconcile()));
      expect(again.counts).toEqual({ ...none, transfers: 120, matched: 113, reversed: 7 });
    }
    expect(setup.sandbox.movements()).toBe(120);
  });

  test("but only looks with repair false", async () => {
    const setup = await setupWith(3);
    const store = memoryStore();
    const { counts } = assertOk(await setup.run(setup.another({ store }).reconcile({ repair: false })));
    expect(counts).toEqual({ ...none, transfers: 3, unknownToStore: 3 });
    expect(await paidNet(setup, store)).toBe(0);
  });

  test("of two transfers of one reference only once, with an alarm", async () => {
    const setup = clientSetup();
    await pay(setup, "twice", "one");
    await pay(setup, "twice", "two");
    const { counts } = assertOk(await setup.run(setup.client.reconcile()));
    expect(counts).toEqual({ ...none, transfers: 2, unknownToStore: 1, duplicates: 1, applied: 1 });
    expect(setup.eventNames()).toContain("alarm.duplicate_transfer");
    expect(await paidNet(setup, setup.store)).toBe(2500);
  });

  test("of a transfer that isn't what was asked for by a review, once", async () => {
    const setup = await setupWith(1);
    await rewrite(setup, "r0", { state: "unknown", transfer: null, amount: 2600 });
    assertOk(await setup.run(setup.client.reconcile()));
    const reviewed = await recordOf(setup, "r0");
    expect(reviewed.state).toBe("review");
    const again = assertOk(await setup.run(setup.client.reconcile()));
    expect(again.counts).toEqual({ ...none, transfers: 1, differing: 1 });
    expect(await recordOf(setup, "r0")).toEqual(reviewed);
  });
});

describe("reconcile keeps its memory bounded", () => {
  test.each([1, 20, 1000])("of %i transfers, and stays exact where many share a moment", async (mostRemembered) => {
    const setup = clientSetup();
    for (let day = 0; day < 5; day++) {
      const batch = payoutRequests(50).map((request) => ({ ...request, reference: `${day}/${request.reference}` }));
      assertOk(await setup.run(setup.client.processBatchPayouts(batch)));
    }
    const { transfer } = await recordOf(setup, "2/r25");
    if (transfer === null) throw new Error("2/r25 isn't paid");
    await rewrite(setup, "2/r25", { transfer: { ...transfer, id: "tr_lost" } });
    let gets = 0;
    const get: TransferProvider["get"] = (...asked) => {
      gets += 1;
      return setup.sandbox.get(...asked);
    };
    const capabilities = { ...setup.sandbox.capabilities, maxPageSize: 10 };
    const { clock, store } = setup;
    const context = createContext(checkOptions({ provider: { ...setup.sandbox, get, capabilities }, clock, store }));
    const account = assertOk(await context.lifecycle.account());
    const limits = { signal: undefined, timeoutMs: 60_000 };
    const terms = { filters: noFilters, limits, repair: true, maxFindings: 10, tell: () => undefined, mostRemembered };
    const { counts } = assertOk(await setup.run(new ReconcileRun(context, account, terms).run()));
    expect(counts).toEqual({ ...none, transfers: 250, matched: 249, duplicates: 1, missingAtProvider: 1 });
    expect(gets).toBe(1);
  });

  test("and the report short, while onFinding hears of everything in order", async () => {
    const setup = await setupWith(30);
    const heard: ReconcileFinding[] = [];
    const onFinding = (finding: ReconcileFinding): Promise<void> => {
      heard.push(finding);
      return Promise.reject(new Error("the caller's own affair"));
    };
    const fresh = setup.another({ store: memoryStore() });
    const report = assertOk(await setup.run(fresh.reconcile({ maxFindings: 4, onFinding })));
    expect(report.findings).toEqual(heard.slice(0, 4));
    expect(report.findingsOmitted).toBe(26);
    expect(heard).toHaveLength(30);
  });
});

describe("reconcile fails", () => {
  test("where the provider can't be asked, and never calls a transfer missing for it", async () => {
    const setup = await setupWith(1);
    const { transfer } = await recordOf(setup, "r0");
    if (transfer === null) throw new Error("r0 isn't paid");
    await rewrite(setup, "r0", { transfer: { ...transfer, id: "tr_lost" } });
    setup.sandbox.nextRead("permission", { call: "get" });
    expect(assertErr(await setup.run(setup.client.reconcile()), "API_ERROR").reason).toBe("permission");
    setup.sandbox.nextRead("permission", { call: "list" });
    expect(assertErr(await setup.run(setup.client.reconcile()), "API_ERROR").reason).toBe("permission");
  });

  test("for a wrong request, and says everything that is wrong", async () => {
    const { client } = clientSetup();
    const wrong = { from: 3, to: new Date(Number.NaN), repair: "yes", maxFindings: -1, onFinding: 7 };
    const result: ReturnType<typeof client.reconcile> = Reflect.apply(client.reconcile, client, [wrong, { timeoutMs: 0 }]);
    const paths = assertErr(await result, "INVALID_REQUEST").details.issues.map(({ path }) => path);
    expect(paths).toEqual(["from", "to", "timeoutMs", "maxFindings", "repair", "onFinding"]);
  });

  test("when its signal is aborted", async () => {
    const setup = await setupWith(1);
    const signal = AbortSignal.abort();
    expect(assertErr(await setup.run(setup.client.reconcile({}, { signal })), "API_ERROR").reason).toBe("aborted");
  });
});

describe("a store that once fell behind", () => {
  /** A client of a store that lost everything, which has noticed. */
  async function behind(): Promise<{ setup: ClientSetup; fresh: ReturnType<ClientSetup["another"]> }> {
    const setup = await setupWith(3);
    const fresh = setup.another({ store: memoryStore() });
    assertOk(await setup.run(fresh.sendPayout(payoutRequest({ reference: "first" }))));
    expect(setup.eventNames()).toContain("store.behind");
    return { setup, fresh };
  }

  /** Whether a new payout is looked up at the provider before its first send. */
  async function looksUp({ sandbox, run, clock }: ClientSetup, client: ReturnType<ClientSetup["another"]>, reference: string): Promise<boolean> {
    await clock.advance(hourMs);
    sandbox.nextRead("permission", { call: "findByReference" });
    const sent = await run(client.sendPayout(payoutRequest({ reference })));
    sandbox.clearScenarios();
    return sent.isErr();
  }

  test("counts as whole again after a look at the whole history, once the quiet time is over", async () => {
    const { setup, fresh } = await behind();
    assertOk(await setup.run(fresh.reconcile()));
    expect(await looksUp(setup, fresh, "second")).toBe(true);
    await setup.clock.advance(12 * hourMs);
    expect(await looksUp(setup, fresh, "third")).toBe(true);
    assertOk(await setup.run(fresh.reconcile()));
    expect(await looksUp(setup, fresh, "fourth")).toBe(false);
  });

  test("stays in doubt after a look at a part, after one that changed nothing, and after one that failed", async () => {
    const { setup, fresh } = await behind();
    await setup.clock.advance(13 * hourMs);
    assertOk(await setup.run(fresh.reconcile({ from: new Date(startMs) })));
    assertOk(await setup.run(fresh.reconcile({ to: new Date(startMs + 100 * hourMs) })));
    assertOk(await setup.run(fresh.reconcile({ repair: false })));
    setup.sandbox.nextRead("permission", { call: "list" });
    assertErr(await setup.run(fresh.reconcile()));
    expect(await looksUp(setup, fresh, "second")).toBe(true);
  });

  test("is in doubt anew when a transfer is missing that is younger than the quiet time", async () => {
    const { setup, fresh } = await behind();
    await setup.clock.advance(13 * hourMs);
    await pay(setup, "late", "late");
    assertOk(await setup.run(fresh.reconcile()));
    expect(await looksUp(setup, fresh, "second")).toBe(true);
  });
});

test("a gap that reconcile fills is remembered, so that new references are looked up", async () => {
  const setup = await setupWith(3);
  const fresh = setup.another({ store: memoryStore() });
  assertOk(await setup.run(fresh.reconcile({ from: new Date(startMs) })));
  assertOk(await setup.run(fresh.sendPayout(payoutRequest())));
  expect(setup.eventNames()).toContain("store.behind");
});

test("reconcile compares with Stripe over HTTP, page by page", async () => {
  await using setup = await stripeSetup();
  const { stripe, client } = setup;
  for (const request of payoutRequests(3)) assertOk(await setup.run(client.sendPayout({ ...request, recipientId: "acct_ready" })));
  stripe.seedTransfers(150);
  const fresh = setup.another({ store: memoryStore() });
  expect(assertOk(await setup.run(fresh.reconcile())).counts).toEqual({ ...none, transfers: 3, unknownToStore: 3, applied: 3 });
  expect(assertOk(await setup.run(client.reconcile())).counts).toEqual({ ...none, transfers: 3, matched: 3 });
  expect(stripe.movements).toHaveLength(3);
});
