import { okAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import type { ListTransfersRequest, TransferPage } from "../../src/domain/transfer-page.ts";
import { listTransfers } from "../../src/operations/list-transfers.ts";
import type { QueryContext } from "../../src/operations/query-context.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { addTransfers, contextFor, idsOf, pay, querySetup } from "./query-setup.ts";

async function allPages(context: QueryContext, request: ListTransfersRequest): Promise<TransferPage[]> {
  const pages: TransferPage[] = [];
  let cursor: string | undefined;
  do {
    const page: TransferPage = assertOk(await listTransfers(context, { ...request, cursor }));
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

describe("pages", () => {
  test("come newest first and end where nextCursor is missing", async () => {
    const setup = querySetup();
    const ids = addTransfers(setup, 7);
    const pages = await allPages(setup.context, { limit: 3 });
    expect(pages.map((page) => page.transfers.length)).toEqual([3, 3, 1]);
    expect(pages.flatMap((page) => idsOf(page.transfers))).toEqual(ids.toReversed());
    expect(pages.at(-1)).not.toHaveProperty("nextCursor");
  });

  test("an account without transfers has one empty page", async () => {
    expect(assertOk(await listTransfers(querySetup().context))).toEqual({ transfers: [] });
  });

  test("the default limit is 100", async () => {
    const setup = querySetup();
    addTransfers(setup, 101);
    expect(assertOk(await listTransfers(setup.context)).transfers).toHaveLength(100);
  });

  test("a page whose transfers are all filtered out is empty and has a nextCursor", async () => {
    const setup = querySetup();
    await pay(setup, "one", { currency: "eur" });
    await setup.clock.advance(1000);
    addTransfers(setup, 2);
    const pages = await allPages(setup.context, { limit: 2, currency: "EUR" });
    expect(pages[0]).toMatchObject({ transfers: [], nextCursor: expect.any(String) });
    expect(pages.flatMap((page) => page.transfers.map(({ currency }) => currency))).toEqual(["eur"]);
  });
});

describe("filters", () => {
  test("origin payoutkit holds this namespace's transfers alone, with their references", async () => {
    const setup = querySetup();
    await pay(setup, "mine");
    await pay(setup, "theirs", { namespace: "another" });
    addTransfers(setup, 1);
    const mine = assertOk(await listTransfers(setup.context, { origin: "payoutkit" })).transfers;
    expect(mine).toMatchObject([{ origin: "payoutkit", reference: "mine", provider: "sandbox" }]);
    const others = assertOk(await listTransfers(setup.context, { origin: "other" })).transfers;
    expect(others.map(({ origin, reference }) => [origin, reference])).toEqual([
      ["other", null],
      ["other", null],
    ]);
  });

  test("a transfer that bears the mark but is of the other mode is somebody else's", async () => {
    const setup = querySetup();
    await pay(setup, "mine");
    const context = { ...setup.context, identify: () => okAsync({ mode: "live", account: "acct_1", serverTimeMs: null } as const) };
    expect(assertOk(await listTransfers(context)).transfers).toMatchObject([{ origin: "other", reference: null }]);
  });

  test("status and recipientId hold for every transfer", async () => {
    const setup = querySetup();
    const [first] = addTransfers(setup, 2, "acct_maya");
    addTransfers(setup, 2, "acct_noor");
    setup.sandbox.reverse(first ?? "");
    const request = { status: "reversed", recipientId: "acct_maya" } as const;
    expect(idsOf(assertOk(await listTransfers(setup.context, request)).transfers)).toEqual([first]);
  });

  test("from is inclusive and to is exclusive, to the millisecond, even if the provider rounds them", async () => {
    const setup = querySetup();
    const ids = addTransfers(setup, 4);
    const startMs = setup.clock.now();
    const rounding = {
      ...setup.sandbox,
      list: ({ fromMs, toMs, ...query }: Parameters<typeof setup.sandbox.list>[0]) =>
        setup.sandbox.list({ ...query, fromMs: (fromMs ?? 0) - 60_000, toMs: (toMs ?? 0) + 60_000 }),
    };
    for (const provider of [setup.sandbox, rounding]) {
      const context = contextFor(provider, setup.clock);
      const request = { from: new Date(startMs + 60_000), to: new Date(startMs + 180_000) };
      expect(idsOf(assertOk(await listTransfers(context, request)).transfers)).toEqual([ids[2], ids[1]]);
    }
  });

  test("from may equal to, and then nothing is listed", async () => {
    const setup = querySetup();
    addTransfers(setup, 1);
    const now = new Date(setup.clock.now());
    expect(assertOk(await listTransfers(setup.context, { from: now, to: now })).transfers).toEqual([]);
  });
});

describe("cursors", () => {
  test("hold for another limit, but not for other filters", async () => {
    const setup = querySetup();
    addTransfers(setup, 3);
    const { nextCursor } = assertOk(await listTransfers(setup.context, { limit: 1, currency: "usd" }));
    const rest = assertOk(await listTransfers(setup.context, { limit: 100, currency: "USD", cursor: nextCursor }));
    expect(rest.transfers).toHaveLength(2);
    const error = assertErr(await listTransfers(setup.context, { currency: "eur", cursor: nextCursor }), "INVALID_REQUEST");
    expect(error.details.issues).toMatchObject([{ path: "cursor" }]);
  });

  test("that are garbled anywhere are INVALID_REQUEST", async () => {
    const setup = querySetup();
    addTransfers(setup, 2);
    const cursor = assertOk(await listTransfers(setup.context, { limit: 1 })).nextCursor ?? "";
    const garbled = [...cursor].map((character, index) => `${cursor.slice(0, index)}${character === "x" ? "y" : "x"}${cursor.slice(index + 1)}`);
    for (const wrong of [...garbled, "", cursor.slice(0, -1), `${cursor}1`]) {
      assertErr(await listTransfers(setup.context, { cursor: wrong }), "INVALID_REQUEST");
    }
  });
});

describe("a wrong request", () => {
  test("is told everything that is wrong with it", async () => {
    const request: object = {
      recipientId: "",
      currency: "dollars",
      status: "gone",
      origin: "mine",
      from: "2026-01-01",
      to: new Date(Number.NaN),
      limit: 0,
      cursor: 5,
    };
    const options: object = { timeoutMs: -1, signal: "stop" };
    const error = assertErr(await listTransfers(querySetup().context, request, options), "INVALID_REQUEST");
    expect(error.details.issues.map(({ path }) => path)).toEqual([
      "recipientId", "currency", "status", "origin", "from", "to", "limit", "cursor", "signal", "timeoutMs",
    ]);
    expect(error).toMatchObject({ reason: "invalid", outcome: "not_created", retryable: false });
  });

  test("whose from is after to is told so", async () => {
    const request = { from: new Date(2), to: new Date(1) };
    const error = assertErr(await listTransfers(querySetup().context, request), "INVALID_REQUEST");
    expect(error.details.issues).toMatchObject([{ path: "from" }]);
  });

  test("never throws and never rejects, whatever it is", async () => {
    const { context } = querySetup();
    const field = fc.anything({ withDate: true, withBigInt: true, withNullPrototype: true });
    const request = fc.record(
      { recipientId: field, currency: field, status: field, origin: field, from: field, to: field, limit: field, cursor: field },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(request, field), fc.oneof(field, fc.record({ timeoutMs: field, signal: field })), async (wrong, options) => {
        const result = await listTransfers(context, wrong as object, options as object);
        expect(result.isOk() || result.error.code === "INVALID_REQUEST").toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a provider that breaks its contract", () => {
  const answers = {
    "a page that is no page": null,
    "a page without transfers": { nextCursor: null },
    "a transfer without an id": { transfers: [{}], nextCursor: null },
    "a transfer of null": { transfers: [null], nextCursor: null },
    "a cursor that is no text": { transfers: [], nextCursor: 7 },
  };
  for (const [what, answer] of Object.entries(answers)) {
    test(`by ${what} fails with invalid_response`, async () => {
      const { sandbox, clock } = querySetup();
      const provider = { ...sandbox, list: () => okAsync(answer as never) };
      const listing = listTransfers(contextFor(provider, clock));
      await clock.advance(30_000);
      expect(assertErr(await listing, "API_ERROR").reason).toBe("invalid_response");
    });
  }

  test("by a longer page than it was asked for fails with invalid_response", async () => {
    const setup = querySetup();
    addTransfers(setup, 3);
    const provider = { ...setup.sandbox, list: () => setup.sandbox.list({ limit: 3 }) };
    const listing = listTransfers(contextFor(provider, setup.clock), { limit: 2 });
    await setup.clock.advance(30_000);
    expect(assertErr(await listing, "API_ERROR").reason).toBe("invalid_response");
  });

  test("by a status that nobody knows is listed as unrecognized", async () => {
    const setup = querySetup();
    addTransfers(setup, 1);
    const provider = {
      ...setup.sandbox,
      list: () =>
        setup.sandbox.list({ limit: 3 }).map((page) => ({
          ...page,
          transfers: page.transfers.map((transfer) => ({ ...transfer, status: "teleported" as never })),
        })),
    };
    const page = assertOk(await listTransfers(contextFor(provider, setup.clock)));
    expect(page.transfers).toMatchObject([{ status: "unrecognized" }]);
  });
});

test("the provider's own object doesn't slip into JSON", async () => {
  const setup = querySetup();
  addTransfers(setup, 1);
  const [transfer] = assertOk(await listTransfers(setup.context)).transfers;
  expect(transfer?.raw).toBeDefined();
  expect(JSON.stringify(transfer)).not.toContain("raw");
});
