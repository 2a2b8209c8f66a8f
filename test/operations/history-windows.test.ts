import fc from "fast-check";
import { ok, ResultAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import { noFilters } from "../../src/operations/filters.ts";
import { getRecipientTransfers } from "../../src/operations/get-recipient-transfers.ts";
import { iterateTransfers } from "../../src/operations/iterate-transfers.ts";
import { reading } from "../../src/operations/read.ts";
import { createPacer } from "../../src/pacing/create-pacer.ts";
import { asProvided } from "../../src/operations/to-transfer.ts";
import { visitTransfers } from "../../src/operations/visit-transfers.ts";
import type { Filters } from "../../src/operations/filters.ts";
import type { QueryContext } from "../../src/operations/query-context.ts";
import type { TransferProvider } from "../../src/ports/transfer-provider.ts";
import { stripeProvider } from "../../src/providers/stripe/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { startStandIn } from "../stand-in/index.ts";
import { historyProvider, type HistoryTerms } from "./histories.ts";
import { contextFor, type QuerySetup, querySetup } from "./query-setup.ts";

const day = 86_400_000;
const start = Date.UTC(2024, 0, 1);

function contextOf(terms: HistoryTerms) {
  const setup = querySetup();
  const history = historyProvider(setup.sandbox, terms);
  return { ...history, context: unpaced(history.provider, setup), setup };
}

/** A context that asks without waiting for the rate. */
function unpaced(provider: TransferProvider, { clock }: QuerySetup): QueryContext {
  const { capabilities } = provider;
  return { ...contextFor(provider, clock), pacer: createPacer({ clock, rate: { perSecond: Infinity }, capabilities }) };
}

/** Lets everything that doesn't wait for an answer go on. */
async function settle(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function visited(context: QueryContext, filters: Partial<Filters> = {}): Promise<string[]> {
  const ids: string[] = [];
  const done = await reading(context, { signal: undefined, timeoutMs: 60_000 }, (reader) =>
    visitTransfers(context, reader, { filters: { ...noFilters, ...filters }, tell: asProvided }, ({ id }) => {
      ids.push(id);
      return ok(undefined);
    }),
  );
  assertOk(done);
  return ids;
}

async function iterated(context: QueryContext, request: Parameters<typeof iterateTransfers>[1] = {}): Promise<string[]> {
  const ids: string[] = [];
  for await (const transfer of iterateTransfers(context, request)) ids.push(assertOk(transfer).id);
  return ids;
}

/** Times with bursts within one second, dense days, and nothing for years. */
const times = fc
  .array(
    fc.oneof(
      fc.record({ at: fc.integer({ min: 0, max: 900 * day }), count: fc.constant(1), stepMs: fc.constant(0) }),
      fc.record({ at: fc.integer({ min: 0, max: 900 * day }), count: fc.integer({ min: 1, max: 60 }), stepMs: fc.constantFrom(0, 1, 400, 60_000, day) }),
    ),
    { maxLength: 25 },
  )
  .map((runs) => runs.flatMap(({ at, count, stepMs }) => Array.from({ length: count }, (_, index) => start + at + index * stepMs)));

const terms = fc.record({ times, pageSize: fc.integer({ min: 1, max: 9 }), stepMs: fc.constantFrom(1, 1000), edges: fc.option(fc.tuple(fc.nat(900 * day), fc.nat(900 * day))) });

function spanOf(edges: readonly [number, number] | null): { readonly fromMs: number | null; readonly toMs: number | null } {
  if (edges === null) return { fromMs: null, toMs: null };
  return { fromMs: start + Math.min(...edges), toMs: start + Math.max(...edges) };
}

/** A provider whose answers wait until all that were asked for meanwhile are given together. */
function answeredInRounds(provider: TransferProvider) {
  let waiting: (() => void)[] = [];
  const list: TransferProvider["list"] = (query, call) =>
    provider.list(query, call).andThen((page) => ResultAsync.fromSafePromise(new Promise<typeof page>((resolve) => waiting.push(() => resolve(page)))));
  const answer = (): boolean => {
    const answers = waiting;
    waiting = [];
    for (const give of answers) give();
    return answers.length > 0;
  };
  return { provider: { ...provider, list }, answer };
}

describe("history read in windows", () => {
  test("gives what one pass gives, whatever it looks like and in whatever order the answers come", async () => {
    await fc.assert(
      fc.asyncProperty(terms, fc.infiniteStream(fc.nat(9)), async ({ edges, ...history }, turns) => {
        const { context, newestFirst } = contextOf({ ...history, turns: () => turns.next().value ?? 0 });
        const span = spanOf(edges);
        const inside = newestFirst().filter(({ createdAtMs }) => (span.fromMs === null || createdAtMs >= span.fromMs) && (span.toMs === null || createdAtMs < span.toMs));
        const expected = inside.map(({ id }) => id);
        expect((await visited(context, span)).sort()).toEqual([...expected].sort());
        const request = { from: span.fromMs === null ? undefined : new Date(span.fromMs), to: span.toMs === null ? undefined : new Date(span.toMs) };
        expect(await iterated(context, request)).toEqual(expected);
        const theirs = inside.filter(({ recipientId }) => recipientId === "acct_0").map(({ id }) => id);
        expect(assertOk(await getRecipientTransfers(context, "acct_0", request)).map(({ id }) => id)).toEqual(theirs);
      }),
      { numRuns: 150 },
    );
  });

  test("leaves out what arrives while it is read, as one pass does", async () => {
    await fc.assert(
      fc.asyncProperty(terms, fc.infiniteStream(fc.nat(9)), fc.infiniteStream(fc.nat(3)), async ({ times: of, pageSize, stepMs }, turns, arrivals) => {
        const history = { times: of, pageSize, stepMs };
        const newest = Math.max(start, ...history.times);
        let isFirst = true;
        const { context, newestFirst } = contextOf({
          ...history,
          turns: () => turns.next().value ?? 0,
          // From the newest transfer's own second on, never before the first page was cut.
          arrivals: () => {
            const count = isFirst ? 0 : (arrivals.next().value ?? 0);
            isFirst = false;
            return Array.from({ length: count }, (__, index) => newest + index * 500);
          },
        });
        const expected = newestFirst().map(({ id }) => id);
        expect(await iterated(context)).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  test("asks at most twice as often as one pass would, and once for a single page", async () => {
    await fc.assert(
      fc.asyncProperty(terms, async ({ times: of, pageSize, stepMs }) => {
        const history = { times: of, pageSize, stepMs };
        for (const read of [visited, iterated]) {
          const { context, queries } = contextOf(history);
          await read(context);
          const pages = Math.max(1, Math.ceil(history.times.length / history.pageSize));
          expect(queries.length).toBeLessThanOrEqual(2 * pages - 1);
        }
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ["evenly spread", (place: number) => start + place * 60_000],
    ["nine tenths in one day", (place: number) => (place % 10 === 0 ? start + place * 8 * 60_000 : start + 20 * day + place * 4000)],
    ["nearly all in the oldest day", (place: number) => (place < 100 ? start + 900 * day - place * day : start + place * 2000)],
  ])("takes far fewer rounds of answers than pages: %s", async (_, timeOf) => {
    for (const read of [visited, iterated]) {
      const history = contextOf({ times: Array.from({ length: 20_000 }, (__, place) => timeOf(place)), pageSize: 50, stepMs: 1000 });
      const { provider, answer } = answeredInRounds(history.provider);
      let isOver = false;
      const ids = read({ ...history.context, provider }).finally(() => (isOver = true));
      let rounds = 0;
      for (; !isOver; await settle()) rounds += answer() ? 1 : 0;
      expect(await ids).toHaveLength(20_000);
      expect(rounds).toBeLessThan(400 / 9);
    }
  });

  test("is one page after the other where the provider keeps no time", async () => {
    let running = 0;
    let most = 0;
    const history = contextOf({ times: Array.from({ length: 100 }, (_, place) => start + place * day), pageSize: 10, stepMs: null });
    const { list } = history.provider;
    const counted: typeof list = (query) => {
      most = Math.max(most, (running += 1));
      return list(query).andTee(() => (running -= 1));
    };
    const context = { ...history.context, provider: { ...history.provider, list: counted } };
    expect(await visited(context)).toHaveLength(100);
    expect(await iterated(context)).toHaveLength(100);
    expect(most).toBe(1);
    expect(history.queries.every(({ fromMs, toMs }) => fromMs === undefined && toMs === undefined)).toBe(true);
  });

  test("ends with the first error, and nothing is being read any more", async () => {
    const history = contextOf({ times: Array.from({ length: 500 }, (_, place) => start + place * day), pageSize: 10, stepMs: 1000 });
    let running = 0;
    let calls = 0;
    const { list } = history.provider;
    const failing: typeof list = (query) => {
      running += 1;
      calls += 1;
      const answer = calls === 20 ? history.setup.sandbox.list({ limit: 1, cursor: "tr_none" }) : list(query);
      return answer.andTee(() => (running -= 1)).orTee(() => (running -= 1));
    };
    const context = { ...history.context, provider: { ...history.provider, list: failing } };
    const done = await reading(context, { signal: undefined, timeoutMs: 60_000 }, (reader) => visitTransfers(context, reader, { filters: noFilters, tell: asProvided }, () => ok(undefined)));
    expect(assertErr(done)).toMatchObject({ code: "API_ERROR", reason: "not_found" });
    expect(running).toBe(0);
    const before = calls;
    await settle();
    expect(calls).toBe(before);
  });

  test("reads ahead only for whoever goes on, and a bounded number of pages", async () => {
    const history = contextOf({ times: Array.from({ length: 5000 }, (_, place) => start + place * day), pageSize: 10, stepMs: 1000 });
    const iterator = iterateTransfers(history.context)[Symbol.asyncIterator]();
    for (let place = 0; place < 10; place += 1) await iterator.next();
    expect(history.queries).toHaveLength(1);
    await iterator.next();
    await settle(500);
    expect(history.queries.length).toBeGreaterThan(10);
    expect(history.queries.length).toBeLessThan(120);
    const { length } = history.queries;
    await iterator.return?.();
    await settle(50);
    expect(history.queries).toHaveLength(length);
  });

  test("keeps to whole seconds over HTTP, however many transfers one of them has", async () => {
    await using stripe = await startStandIn();
    const seconds = [0, 1, 1, 2, 3, 86_400, 86_401, 40_000_000];
    for (const second of seconds) stripe.seedTransfers(130, { firstMs: start + second * 1000, stepMs: 0, recipients: 2 });
    const context = unpaced(stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url }), querySetup());
    const expected = stripe.transfers().map(({ id }) => id);
    expect(await iterated(context)).toEqual(expected);
    expect((await visited(context)).sort()).toEqual(expected.toSorted());
    const edges = { from: new Date(start + 1000), to: new Date(start + 86_401_000) };
    const inside = await iterated(context, edges);
    expect(inside).toHaveLength(130 * 5);
    expect((await visited(context, { fromMs: edges.from.getTime(), toMs: edges.to.getTime() })).sort()).toEqual(inside.sort());
  });
});
