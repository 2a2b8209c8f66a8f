import { join } from "node:path";
import fc from "fast-check";
import { err, okAsync, ResultAsync } from "neverthrow";
import { describe, expect, onTestFinished, test } from "vitest";
import type { TransferStatus } from "../../src/domain/transfer.ts";
import { brokenStore } from "../../src/lifecycle/guarded-store.ts";
import { getPayoutSummary } from "../../src/operations/get-payout-summary.ts";
import { getTotalPaid } from "../../src/operations/get-total-paid.ts";
import type { MirrorContext } from "../../src/operations/mirror.ts";
import { syncHistory } from "../../src/operations/sync-history.ts";
import { createPacer } from "../../src/pacing/create-pacer.ts";
import type { PayoutStore } from "../../src/ports/payout-store.ts";
import type { ProviderTransfer, TransferProvider } from "../../src/ports/transfer-provider.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { tempFolder } from "../stores/sqlite/temp-folder.ts";
import { historyProvider, type HistoryTerms } from "./histories.ts";
import { contextFor, querySetup } from "./query-setup.ts";

const day = 86_400_000;
const nowMs = Date.UTC(2026, 5, 1);

function mirrorStore(path = join(tempFolder(), "payouts.db")): PayoutStore {
  const store = sqliteStore({ path });
  onTestFinished(async () => void (await store.close()));
  return store;
}

/** A history, a store beside it, and a clock that stands where the history ends. */
function setupOf(terms: HistoryTerms, store = mirrorStore()) {
  const setup = querySetup();
  const history = historyProvider(setup.sandbox, terms);
  const pacer = createPacer({ clock: setup.clock, rate: { perSecond: Infinity }, capabilities: setup.sandbox.capabilities });
  const contextOver = (provider: TransferProvider): MirrorContext => ({ ...contextFor(provider, setup.clock), pacer, store });
  return { ...history, clock: setup.clock, store, contextOver, context: contextOver(history.provider) };
}

function daily(count: number, stepMs = day): number[] {
  return Array.from({ length: count }, (_, place) => nowMs - (count - place) * stepMs);
}

/** Lets everything that doesn't wait for an answer go on. */
async function settle(turns = 30): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Both answers, which ought to be the same. */
async function bothTotals(context: MirrorContext) {
  const provider = [...assertOk(await getTotalPaid(context))];
  return { provider, store: [...assertOk(await getTotalPaid(context, { history: "store" }))] };
}

describe("syncHistory", () => {
  test("mirrors a whole history, and the store then tells what the provider tells, with its freshness", async () => {
    const { context, clock } = setupOf({ times: daily(1200, 3_600_000), pageSize: 10, stepMs: 1000 });
    const report = assertOk(await syncHistory(context));
    expect(report).toEqual({ read: 1200, written: 1200, from: null, asOf: new Date(nowMs), complete: true });
    const { provider, store } = await bothTotals(context);
    expect(store).toEqual(provider);
    await clock.advance(day);
    const total = assertOk(await getTotalPaid(context, { history: "store" }));
    expect(total.asOf).toEqual(new Date(nowMs));
    expect(JSON.stringify(total)).not.toContain("asOf");
    expect(assertOk(await getTotalPaid(context)).asOf).toEqual(new Date(nowMs + day));
    expect(assertOk(await getPayoutSummary(context, { history: "store" })).asOf).toEqual(new Date(nowMs));
  });

  test("reads little the second time, and finds what is new and what changed in the last week", async () => {
    const { context, provider, clock } = setupOf({ times: daily(2500), pageSize: 100, stepMs: 1000 });
    assertOk(await syncHistory(context));
    const added = [{ ...transferOf("tr_new", nowMs + 1000), amount: 5 }];
    const list: TransferProvider["list"] = (query) =>
      provider.list({ ...query, limit: query.limit - 1 }).map((page) => ({
        ...page,
        transfers: [...(isWithin(nowMs + 1000, query) && query.cursor === undefined ? added : []), ...page.transfers.map(reversedLately)],
      }));
    await clock.advance(2000);
    const later = context.provider;
    const changed: MirrorContext = { ...context, provider: { ...later, capabilities: { ...later.capabilities, maxPageSize: 101 }, list } };
    const report = assertOk(await syncHistory(changed));
    expect(report).toMatchObject({ read: 8, from: new Date(nowMs - 7 * day), asOf: new Date(nowMs + 2000), complete: true });
    const { provider: told, store } = await bothTotals(changed);
    expect(store).toEqual(told);
  });

  test("reads again from wherever it is told to", async () => {
    const { context, queries } = setupOf({ times: daily(300), pageSize: 100, stepMs: 1000 });
    assertOk(await syncHistory(context));
    const from = new Date(nowMs - 100 * day);
    expect(assertOk(await syncHistory(context, { from }))).toMatchObject({ read: 100, written: 0, from });
    expect(queries.at(-1)?.fromMs).toBe(from.getTime());
    expect(assertOk(await syncHistory(context, { from: new Date(nowMs + day) })).from).toEqual(new Date(nowMs));
  });

  test("that breaks off keeps what it says, and the next one goes on from there", async () => {
    const { context, contextOver, provider, store, clock } = setupOf({ times: daily(3000, 36_000_000), pageSize: 10, stepMs: 1000 });
    let calls = 0;
    const failing = contextOver({ ...provider, list: (query) => ((calls += 1) > 150 ? provider.list({ ...query, cursor: "tr_none" }).andThen(() => provider.get("tr_none")).map(() => ({ transfers: [], nextCursor: null })) : provider.list(query)) });
    expect(assertErr(await syncHistory(failing))).toMatchObject({ code: "API_ERROR" });
    const scope = { provider: "sandbox", mode: "test", account: assertOk(await provider.identify()).account } as const;
    const coveredMs = assertOk((await store.history?.coveredMs(scope)) ?? missing());
    if (coveredMs === null) throw new Error("nothing was kept");
    expect(coveredMs).toBeLessThan(nowMs);
    expect(coveredMs).toBeGreaterThan(nowMs - 3000 * 36_000_000);
    const total = assertOk(await getTotalPaid(context, { history: "store" }));
    expect(total.asOf).toEqual(new Date(coveredMs));
    expect([...total]).toEqual([...assertOk(await getTotalPaid(context, { to: total.asOf }))]);
    const report = assertOk(await syncHistory(context));
    expect(report.complete).toBe(true);
    expect(report.read).toBeLessThan(3000);
    const after = await bothTotals(context);
    expect(after.store).toEqual(after.provider);
    expect(clock.now()).toBe(nowMs);
  });

  test("that is aborted says that it isn't complete", async () => {
    const { contextOver, provider } = setupOf({ times: daily(3000, 36_000_000), pageSize: 10, stepMs: 1000 });
    const abort = new AbortController();
    let calls = 0;
    const context = contextOver({ ...provider, list: (query) => ((calls += 1) === 200 && abort.abort(), provider.list(query)) });
    const report = assertOk(await syncHistory(context, {}, { signal: abort.signal }));
    expect(report.complete).toBe(false);
    expect(report.written).toBeGreaterThan(0);
    expect(report.asOf?.getTime()).toBeLessThan(nowMs);
  });

  test("by several at once over one file mirrors each transfer once", async () => {
    const path = join(tempFolder(), "payouts.db");
    const setups = [1, 2, 3].map(() => setupOf({ times: daily(1500, 3_600_000), pageSize: 50, stepMs: 1000 }, mirrorStore(path)));
    for (const report of await Promise.all(setups.map(({ context }) => syncHistory(context)))) expect(assertOk(report).complete).toBe(true);
    const [first] = setups;
    if (first === undefined) throw new Error("there is no setup");
    const { provider, store } = await bothTotals(first.context);
    expect(store).toEqual(provider);
  });

  test("reads the next stretch while one is being kept, and nothing any more once the store has failed", async () => {
    const { context, queries, store } = setupOf({ times: daily(3000, 36_000_000), pageSize: 10, stepMs: 1000 });
    const history = store.history ?? missing();
    let readMeanwhile = 0;
    let commits = 0;
    const extend: typeof history.extend = (...given) => {
      const before = queries.length;
      const isLast = (commits += 1) === 3;
      return new ResultAsync(
        settle().then(() => {
          readMeanwhile += queries.length - before;
          return isLast ? err(brokenStore("is full")) : history.extend(...given);
        }),
      );
    };
    const failing: MirrorContext = { ...context, store: { history: { ...history, extend } } };
    expect(assertErr(await syncHistory(failing))).toMatchObject({ reason: "store_unavailable" });
    expect(readMeanwhile).toBeGreaterThan(20);
    const { length } = queries;
    await settle();
    expect(queries).toHaveLength(length);
    expect(commits).toBe(3);
    assertOk(await syncHistory(context));
    const { provider: told, store: kept } = await bothTotals(context);
    expect(kept).toEqual(told);
  });

  test("of an empty account covers it", async () => {
    const { context } = setupOf({ times: [], pageSize: 100, stepMs: 1000 });
    expect(assertOk(await syncHistory(context))).toEqual({ read: 0, written: 0, from: null, asOf: new Date(nowMs), complete: true });
    expect([...assertOk(await getTotalPaid(context, { history: "store" }))]).toEqual([]);
  });

  test("reads a provider whole that can't be read in windows", async () => {
    const { context } = setupOf({ times: daily(700), pageSize: 100, stepMs: null });
    expect(assertOk(await syncHistory(context))).toMatchObject({ read: 700, complete: true });
    const { provider, store } = await bothTotals(context);
    expect(store).toEqual(provider);
  });

  test("takes many transfers of one second together", async () => {
    const { context } = setupOf({ times: [...daily(300), ...Array.from({ length: 1700 }, () => nowMs - 50 * day)], pageSize: 10, stepMs: 1000 });
    expect(assertOk(await syncHistory(context))).toMatchObject({ read: 2000, written: 2000, complete: true });
  });

  test("needs a store that keeps a history", async () => {
    const { context } = setupOf({ times: [], pageSize: 100, stepMs: 1000 });
    expect(assertErr(await syncHistory({ ...context, store: {} }), "INVALID_REQUEST").message).toContain("SQLite or Postgres");
    assertErr(await syncHistory(context, { from: new Date("never") }), "INVALID_REQUEST");
  });
});

describe("history: store", () => {
  test("asks the provider where the store keeps no history", async () => {
    const { context } = setupOf({ times: daily(30), pageSize: 100, stepMs: 1000 });
    const asked = { ...context, store: {} };
    expect(assertOk(await getTotalPaid(asked, { history: "store" }))).toEqual(assertOk(await getTotalPaid(asked)));
    expect(assertOk(await getPayoutSummary(asked, { history: "store" }))).toEqual(assertOk(await getPayoutSummary(asked)));
  });

  test("is INVALID_REQUEST before the first sync, and for any other word", async () => {
    const { context } = setupOf({ times: daily(30), pageSize: 100, stepMs: 1000 });
    expect(assertErr(await getTotalPaid(context, { history: "store" }), "INVALID_REQUEST").message).toContain("syncHistory()");
    const wrong: unknown = { history: "cache" };
    assertErr(await getTotalPaid(context, wrong as object), "INVALID_REQUEST");
    assertErr(await getPayoutSummary(context, wrong as object), "INVALID_REQUEST");
  });

  test("tells what the provider tells, whatever the history and the question", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyTransfer, { maxLength: 60 }), fc.array(anyRequest, { minLength: 1, maxLength: 6 }), async (transfers, requests) => {
        const setup = querySetup();
        const listed = transfers.map((transfer, place) => ({ ...transfer, id: `tr_${place}` })).sort((left, right) => right.createdAtMs - left.createdAtMs);
        const list: TransferProvider["list"] = ({ fromMs = -Infinity, toMs = Infinity, recipientId, limit }) => {
          const found = listed.filter((transfer) => transfer.createdAtMs >= fromMs && transfer.createdAtMs < toMs && (recipientId === undefined || transfer.recipientId === recipientId));
          return okAsync({ transfers: found.slice(0, limit), nextCursor: null });
        };
        const store = sqliteStore({ path: join(tempFolder(), "payouts.db") });
        const context: MirrorContext = { ...contextFor({ ...setup.sandbox, list }, setup.clock), store };
        assertOk(await syncHistory(context));
        for (const request of requests) {
          const [fromProvider, fromStore] = [await getPayoutSummary(context, request), await getPayoutSummary(context, { ...request, history: "store" })];
          if (fromProvider.isErr()) expect(assertErr(fromStore).message).toBe(fromProvider.error.message);
          else expect(assertOk(fromStore)).toEqual(fromProvider.value);
          const { interval: _, top: __, ...filters } = request;
          const [total, mirrored] = [await getTotalPaid(context, filters), await getTotalPaid(context, { ...filters, history: "store" })];
          if (total.isErr()) expect(assertErr(mirrored).message).toBe(total.error.message);
          else expect([...assertOk(mirrored)]).toEqual([...total.value]);
        }
        assertOk(await store.close());
      }),
      { numRuns: 40 },
    );
  });
});

const statuses: readonly TransferStatus[] = ["pending", "paid", "partially_reversed", "reversed", "failed", "unrecognized"];

const anyTransfer = fc
  .record({
    amount: fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 1, max: 40 }) }, { weight: 1, arbitrary: fc.constantFrom(Number.MAX_SAFE_INTEGER, 2 ** 52) }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    currency: fc.constantFrom("usd", "eur"),
    recipientId: fc.constantFrom("acct_a", "acct_b", "acct_c", "acct_d"),
    status: fc.constantFrom(...statuses),
    createdAtMs: fc.integer({ min: nowMs - 90 * day, max: nowMs }),
    namespace: fc.constantFrom("default", "other", null),
    mode: fc.constantFrom("live", "test", null),
  })
  .map(({ share, namespace, ...rest }): ProviderTransfer => {
    const mark = namespace === null ? null : { namespace, reference: "r" };
    return { ...rest, id: "", mark, amountReversed: Math.floor(rest.amount * share), description: null, metadata: {}, raw: null };
  });

const anyTime = fc.option(fc.integer({ min: nowMs - 95 * day, max: nowMs + day }).map((timeMs) => new Date(timeMs)), { nil: undefined });

const anyRequest = fc
  .record({
    from: anyTime,
    to: anyTime,
    currency: fc.constantFrom(undefined, undefined, "usd", "jpy"),
    recipientId: fc.constantFrom(undefined, undefined, "acct_a", "acct_z"),
    origin: fc.constantFrom(undefined, "payoutkit" as const, "other" as const),
    interval: fc.constantFrom(undefined, "day" as const, "week" as const, "month" as const),
    top: fc.constantFrom(undefined, 0, 1, 2),
  })
  .map((request) => (request.from !== undefined && request.to !== undefined && request.from > request.to ? { ...request, to: undefined } : request));

function transferOf(id: string, createdAtMs: number): ProviderTransfer {
  const money = { amount: 100, currency: "usd", amountReversed: 0, status: "paid" } as const;
  return { id, recipientId: "acct_0", ...money, createdAtMs, mark: null, mode: null, description: null, metadata: {}, raw: null };
}

function reversedLately(transfer: ProviderTransfer): ProviderTransfer {
  if (transfer.createdAtMs < nowMs - 3 * day) return transfer;
  return { ...transfer, amountReversed: transfer.amount, status: "reversed" };
}

function isWithin(timeMs: number, { fromMs = -Infinity, toMs = Infinity }: { fromMs?: number | undefined; toMs?: number | undefined }): boolean {
  return timeMs >= fromMs && timeMs < toMs;
}

function missing(): never {
  throw new Error("the store has no history");
}
