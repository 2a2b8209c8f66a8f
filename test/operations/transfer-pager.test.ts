import { ok, okAsync } from "neverthrow";
import { expect, test } from "vitest";
import { noFilters } from "../../src/operations/filters.ts";
import { LoopGuard } from "../../src/operations/loop-guard.ts";
import { reading } from "../../src/operations/read.ts";
import { RecentPages } from "../../src/operations/recent-pages.ts";
import { asProvided } from "../../src/operations/to-transfer.ts";
import { visitTransfers } from "../../src/operations/visit-transfers.ts";
import type { ProviderCapabilities, TransferProvider, TransferQuery } from "../../src/ports/transfer-provider.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { addTransfers, contextFor, querySetup, type QuerySetup } from "./query-setup.ts";

async function visitAll({ clock }: QuerySetup, provider: TransferProvider) {
  const context = contextFor(provider, clock);
  const ids: string[] = [];
  const visited = reading(context, { signal: undefined, timeoutMs: 60_000 }, (reader) =>
    visitTransfers(context, reader, { filters: noFilters, tell: asProvided }, ({ id }) => {
      ids.push(id);
      return ok(undefined);
    }),
  );
  await clock.advance(30_000);
  return { ids, result: await visited };
}

/** Those of a provider whose history is read one page after the other. */
function withoutWindows(capabilities: ProviderCapabilities): ProviderCapabilities {
  return { ...capabilities, windowStepMs: undefined };
}

test("all pages are as large as the provider gives them", async () => {
  const setup = querySetup();
  addTransfers(setup, 25);
  const limits: number[] = [];
  const provider = {
    ...setup.sandbox,
    capabilities: { ...withoutWindows(setup.sandbox.capabilities), maxPageSize: 10 },
    list: (query: TransferQuery) => (limits.push(query.limit), setup.sandbox.list(query)),
  };
  const { ids, result } = await visitAll(setup, provider);
  assertOk(result);
  expect(ids).toHaveLength(25);
  expect(limits).toEqual([10, 10, 10]);
});

test("a transfer that comes again on a later page is visited once", async () => {
  const setup = querySetup();
  const expected = addTransfers(setup, 250).toReversed();
  // Pages by offset, while a new transfer arrives before each next page.
  const provider = {
    ...setup.sandbox,
    capabilities: withoutWindows(setup.sandbox.capabilities),
    list: ({ cursor, limit }: TransferQuery) => {
      const offset = Number(cursor ?? 0);
      const shift = offset / limit;
      const all = setup.sandbox.transfers().toReversed();
      const start = offset - shift;
      const nextCursor = start + limit < all.length ? String(offset + limit) : null;
      return okAsync({ transfers: all.slice(start, start + limit), nextCursor });
    },
  };
  const { ids, result } = await visitAll(setup, provider);
  assertOk(result);
  expect(ids).toEqual(expected);
});

test("pages that go in a circle are invalid_response, not an endless loop", async () => {
  const setup = querySetup();
  for (const length of [1, 2, 7]) {
    const provider = {
      ...setup.sandbox,
      capabilities: withoutWindows(setup.sandbox.capabilities),
      list: ({ cursor }: TransferQuery) =>
        okAsync({ transfers: [], nextCursor: String((Number(cursor ?? 0) + 1) % length) }),
    };
    const { result } = await visitAll(setup, provider);
    expect(assertErr(result)).toMatchObject({ reason: "invalid_response" });
  }
});

test("a page of the middle that fails is asked for again, and nothing is missed", async () => {
  const setup = querySetup();
  const expected = addTransfers(setup, 250).toReversed();
  setup.sandbox.nextRead("slow", { call: "list" });
  setup.sandbox.nextRead("server_error", { call: "list" });
  setup.sandbox.nextRead("rate_limit", { call: "list" });
  const { ids, result } = await visitAll(setup, setup.sandbox);
  assertOk(result);
  expect(ids.sort()).toEqual(expected.sort());
});

test("LoopGuard never takes distinct values for a circle", () => {
  const guard = new LoopGuard();
  expect(Array.from({ length: 1000 }, (_, index) => guard.closes(String(index))).some(Boolean)).toBe(false);
});

test("RecentPages remembers thousands of ids and forgets far older ones", () => {
  const recent = new RecentPages();
  const span = { newestMs: 1000, oldestMs: 1000 };
  for (let index = 0; index < 20_000; index += 10) {
    recent.takeNew(Array.from({ length: 10 }, (_, place) => ({ id: String(index + place) })), span);
  }
  expect(recent.takeNew([{ id: "16000" }, { id: "0" }, { id: "0" }], span)).toEqual([{ id: "0" }]);
});

test("RecentPages holds a page against every earlier one that has some of its time", () => {
  const recent = new RecentPages();
  const page = (ids: string, newestMs: number, oldestMs: number) =>
    recent.takeNew([...ids].map((id) => ({ id })), { newestMs, oldestMs }).map(({ id }) => id).join("");
  expect(page("abc", 9000, 7000)).toBe("abc");
  expect(page("de", 6000, 6000)).toBe("de");
  expect(page("cdf", 7000, 5000)).toBe("f");
  expect(page("ag", 20_000, 4000)).toBe("g");
});
