import type { RecordKind } from "../ports/payout-store.ts";
import { assertOk } from "./assert.ts";
import type { StoreCheck } from "./store-conformance.ts";
import { expectEqual, expectThat } from "./store-conformance-expect.ts";
import { fullRecord, sampleId, sampleRecord, trickyReferences } from "./store-conformance-records.ts";
import { insert, loadAll, loadOne } from "./store-conformance-steps.ts";

/** What a record is after it was written. */
export const loadChecks: Readonly<Record<string, StoreCheck>> = {
  "load returns null for a record that doesn't exist": async ({ store }) => {
    expectEqual(await loadOne(store, "absent"), null, "an absent record");
  },

  "load returns every field as it was written": async ({ store }) => {
    const records = [fullRecord("full"), sampleRecord("plain")];
    await insert(store, records);
    expectEqual(await loadAll(store, ["full", "plain"]), records, "what was written");
  },

  "load answers in the order of the ids, for one that is asked for twice too": async ({ store }) => {
    await insert(
      store,
      ["a", "b", "c"].map((reference) => sampleRecord(reference)),
    );
    const loaded = await loadAll(store, ["c", "absent", "a", "c", "b"]);
    expectEqual(
      loaded.map((record) => record?.reference ?? null),
      ["c", null, "a", "c", "b"],
      "the order",
    );
  },

  "load of no ids returns no entries": async ({ store }) => {
    expectEqual(await loadAll(store, []), [], "the entries");
  },

  "references are told apart byte for byte": async ({ store }) => {
    const records = trickyReferences.map((reference, place) => sampleRecord(reference, { amount: place + 1 }));
    await insert(store, records);
    expectEqual(await loadAll(store, trickyReferences), records, "records with similar references");
    expectEqual(
      await loadAll(store, ["MEMBER_42", "member_42  ", "cafe"]),
      [null, null, null],
      "references that weren't written",
    );
  },

  "kind, mode and namespace tell records apart": async ({ store }) => {
    const kinds: readonly RecordKind[] = ["payout", "reversal"];
    const ids = kinds.flatMap((kind) =>
      ["live", "test:acct_a", "test:acct_b"].flatMap((mode) =>
        ["default", "Default", "other"].map((namespace) => ({ kind, mode, namespace, reference: "same" })),
      ),
    );
    const records = ids.map((id, place) => ({ ...sampleRecord("same", { amount: place + 1 }), ...id }));
    await insert(store, records);
    expectEqual(assertOk(await store.load(ids)).entries, records, "records of other scopes");
  },

  "namespace and reference aren't joined into one": async ({ store }) => {
    const first = { ...sampleRecord("b:c"), namespace: "a" };
    const second = { ...sampleRecord("c"), namespace: "a:b" };
    await insert(store, [first, second]);
    expectEqual(assertOk(await store.load([first, second])).entries, [first, second], "two records");
  },

  "amounts and times up to the largest safe integer come back exactly": async ({ store }) => {
    const largest = Number.MAX_SAFE_INTEGER;
    const full = fullRecord("large");
    const record = {
      ...full,
      amount: largest,
      createdAtMs: largest - 1,
      updatedAtMs: largest - 2,
      transfer: full.transfer && { ...full.transfer, amount: largest, amountReversed: largest - 3 },
    };
    await insert(store, [record]);
    expectEqual(await loadOne(store, "large"), record, "the record");
  },

  "metadata keeps a key named __proto__": async ({ store }) => {
    const metadata = Object.fromEntries([
      ["__proto__", "a value"],
      ["toString", "another"],
    ]);
    await insert(store, [sampleRecord("proto", { metadata })]);
    const loaded = await loadOne(store, "proto");
    expectEqual(loaded?.metadata, metadata, "the metadata");
  },

  "a record that was handed in or out is a copy": async ({ store }) => {
    const metadata: Record<string, string> = { order: "42" };
    const notes = ["first"];
    await insert(store, [sampleRecord("copied", { metadata, notes })]);
    metadata["order"] = "changed by the writer";
    notes.push("added by the writer");
    const loaded = await loadOne(store, "copied");
    tryToChange(loaded?.metadata);
    tryToChange(loaded?.notes);
    expectEqual(
      await loadOne(store, "copied"),
      sampleRecord("copied", { metadata: { order: "42" }, notes: ["first"] }),
      "the record",
    );
  },

  "an answer's time is a whole number of milliseconds, or null where the store has no clock": async ({ store }) => {
    const loaded = assertOk(await store.load([sampleId("absent")]));
    const written = assertOk(await store.write([{ record: sampleRecord("timed"), replaces: null }]));
    for (const { nowMs } of [loaded, written]) {
      expectThat(nowMs === null || (Number.isSafeInteger(nowMs) && nowMs > 1_577_836_800_000), `nowMs is ${nowMs}`);
    }
  },
};

/** A store may hand out frozen objects instead of copies. */
function tryToChange(value: object | undefined): void {
  if (value !== undefined) Reflect.set(value, 0, "changed by the reader");
}
