import { payoutStates } from "../domain/payout-record.ts";
import type { PayoutStore, RecordQuery, StoredRecord } from "../ports/payout-store.ts";
import { assertOk } from "./assert.ts";
import type { StoreCheck } from "./store-conformance.ts";
import { expectEqual, expectThat } from "./store-conformance-expect.ts";
import { fullRecord, sampleRecord, sampleScope, trickyReferences } from "./store-conformance-records.ts";
import { insert, loadAll, write } from "./store-conformance-steps.ts";

/** Which records are listed, and in what order. */
export const listChecks: Readonly<Record<string, StoreCheck>> = {
  "list returns the records of the states that were asked for, each whole": async ({ store }) => {
    const records = payoutStates.map((state, place) => ({ ...fullRecord(`r${place}`), state }));
    await insert(store, records);
    for (const states of [["ready"], ["sending", "paid"], ["canceled", "failed"], payoutStates] as const) {
      const expected = records.filter((record) => states.some((state) => state === record.state));
      expectEqual(await list(store, { states }), expected, `the records in ${states.join(", ")}`);
    }
    expectEqual(await list(store, { states: [] }), [], "the records in no state");
  },

  "list goes by the state that a record has now": async ({ store }) => {
    const first = sampleRecord("moved", { state: "sending" });
    await insert(store, [first]);
    const settled: StoredRecord = { ...first, revision: "2", state: "paid" };
    await write(store, [{ record: settled, replaces: first.revision }]);
    expectEqual(await list(store, { states: ["sending"] }), [], "the records that are being sent");
    expectEqual(await list(store, { states: ["paid"] }), [settled], "the records that are paid");
  },

  "list orders by the bytes of the reference": async ({ store }) => {
    const ordered = [
      "",
      " ",
      "#",
      "0",
      "10",
      "2",
      "A",
      "B",
      "_",
      "a",
      "a ",
      "aa",
      "b",
      "\u00e9",
      "\u4e2d",
      "\uffee",
      "\u{1f680}",
    ].slice(1);
    await insert(
      store,
      ordered.toReversed().map((reference) => sampleRecord(reference)),
    );
    expectEqual(referencesOf(await list(store, {})), ordered, "the order");
  },

  "list pages with a cursor give every record once": async ({ store }) => {
    await insert(
      store,
      trickyReferences.map((reference) => sampleRecord(reference)),
    );
    const all = referencesOf(await list(store, {}));
    expectEqual([...all].sort(), [...trickyReferences].sort(), "the references");
    for (const limit of [1, 7, trickyReferences.length]) {
      expectEqual(await listByPages(store, limit), all, `pages of ${limit}`);
    }
  },

  "list begins after a cursor that names no record": async ({ store }) => {
    await insert(
      store,
      ["a", "c"].map((reference) => sampleRecord(reference)),
    );
    expectEqual(referencesOf(await list(store, { after: "b" })), ["c"], "the records after b");
    expectEqual(referencesOf(await list(store, { after: "c" })), [], "the records after c");
  },

  "list looks into one scope alone": async ({ store }) => {
    const mine = sampleRecord("same");
    const others: StoredRecord[] = [
      { ...mine, namespace: "other" },
      { ...mine, mode: "test:acct" },
      { ...mine, kind: "reversal" },
    ];
    await insert(store, [...others, mine]);
    expectEqual(await list(store, {}), [mine], "the records of the scope");
    expectEqual(await list(store, { scope: { ...sampleScope, kind: "reversal" } }), others.slice(2), "the reversals");
  },

  "list finds what open records are left among many that are settled": async ({ store }) => {
    const records = Array.from({ length: 500 }, (_, place) =>
      sampleRecord(`r${place}`, { state: place % 100 === 0 ? "unknown" : "paid" }),
    );
    await insert(store, records);
    const open = await list(store, { states: ["sending", "unknown", "reconciling"], limit: 100 });
    expectEqual(referencesOf(open), ["r0", "r100", "r200", "r300", "r400"], "the open records");
  },

  "a record that was listed is a copy": async ({ store }) => {
    await insert(store, [sampleRecord("listed")]);
    const [listed] = await list(store, {});
    expectThat(listed !== undefined, "the record isn't listed");
    Reflect.set(listed?.metadata ?? {}, "order", "changed by the reader");
    expectEqual(await loadAll(store, ["listed"]), [sampleRecord("listed")], "the record");
  },
};

async function list(store: PayoutStore, query: Partial<RecordQuery>): Promise<readonly StoredRecord[]> {
  const whole: RecordQuery = { scope: sampleScope, states: payoutStates, after: null, limit: 1000, ...query };
  return assertOk(await store.list(whole)).entries;
}

async function listByPages(store: PayoutStore, limit: number): Promise<string[]> {
  const references: string[] = [];
  for (let after: string | null = null; ; after = references.at(-1) ?? null) {
    const page = await list(store, { after, limit });
    expectThat(page.length <= limit, `a page of ${limit} has ${page.length} records`);
    if (page.length === 0) return references;
    references.push(...referencesOf(page));
    expectThat(references.length <= trickyReferences.length, "the pages don't come to an end");
  }
}

function referencesOf(records: readonly StoredRecord[]): string[] {
  return records.map((record) => record.reference);
}
