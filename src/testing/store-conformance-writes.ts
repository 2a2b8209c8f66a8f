import type { RecordWrite } from "../ports/payout-store.ts";
import type { StoreCheck } from "./store-conformance.ts";
import { expectEqual } from "./store-conformance-expect.ts";
import { fullRecord, sampleRecord } from "./store-conformance-records.ts";
import { insert, loadAll, loadOne, write } from "./store-conformance-steps.ts";

/** What a write does, and what it leaves alone. */
export const writeChecks: Readonly<Record<string, StoreCheck>> = {
  "write inserts a record only where none exists": async ({ store }) => {
    const first = fullRecord("once");
    await insert(store, [first]);
    const results = await write(store, [{ record: sampleRecord("once", { revision: "second" }), replaces: null }]);
    expectEqual(results, [{ written: false, current: first }], "the second insert");
    expectEqual(await loadOne(store, "once"), first, "the record");
  },

  "write replaces a record that still has the revision that was seen": async ({ store }) => {
    await insert(store, [sampleRecord("seen", { revision: "1" })]);
    const next = { ...fullRecord("seen"), revision: "2" };
    expectEqual(await write(store, [{ record: next, replaces: "1" }]), [{ written: true }], "the write");
    expectEqual(await loadOne(store, "seen"), next, "the record");
  },

  "write loses to a revision that isn't the one that was seen, and returns what stands there": async ({ store }) => {
    const current = { ...fullRecord("lost"), revision: "Seen" };
    await insert(store, [current]);
    for (const replaces of ["seen", "Seen ", ""]) {
      const results = await write(store, [{ record: sampleRecord("lost", { revision: "late" }), replaces }]);
      expectEqual(results, [{ written: false, current }], `a write that saw ${JSON.stringify(replaces)}`);
    }
    expectEqual(await loadOne(store, "lost"), current, "the record");
  },

  "write never makes a record that it was to replace": async ({ store }) => {
    const results = await write(store, [{ record: sampleRecord("absent"), replaces: "gone" }]);
    expectEqual(results, [{ written: false, current: null }], "the write");
    expectEqual(await loadOne(store, "absent"), null, "the record");
  },

  "write goes by the revision, even if all else is as it was": async ({ store }) => {
    const first = sampleRecord("back", { revision: "1" });
    await insert(store, [first]);
    await write(store, [{ record: { ...first, revision: "2", state: "sending" }, replaces: "1" }]);
    const third = { ...first, revision: "3" };
    await write(store, [{ record: third, replaces: "2" }]);
    const results = await write(store, [{ record: { ...first, revision: "4" }, replaces: "1" }]);
    expectEqual(results, [{ written: false, current: third }], "a write that saw the first revision");
  },

  "a write that loses doesn't stop the others of its call": async ({ store }) => {
    const taken = sampleRecord("taken");
    const stale = sampleRecord("stale", { revision: "2" });
    await insert(store, [taken, stale, sampleRecord("seen", { revision: "1" })]);
    const [fresh, next] = [sampleRecord("fresh"), sampleRecord("seen", { revision: "2" })];
    const results = await write(store, [
      { record: sampleRecord("taken", { revision: "late" }), replaces: null },
      { record: fresh, replaces: null },
      { record: sampleRecord("stale", { revision: "3" }), replaces: "1" },
      { record: next, replaces: "1" },
      { record: sampleRecord("absent"), replaces: "1" },
    ]);
    expectEqual(
      results,
      [
        { written: false, current: taken },
        { written: true },
        { written: false, current: stale },
        { written: true },
        { written: false, current: null },
      ],
      "the results, in the order of the writes",
    );
    expectEqual(
      await loadAll(store, ["taken", "fresh", "stale", "seen", "absent"]),
      [taken, fresh, stale, next, null],
      "the records",
    );
  },

  "write touches no record of another scope": async ({ store }) => {
    const [first, second] = [sampleRecord("same"), { ...sampleRecord("same"), namespace: "other" }];
    await insert(store, [first, second]);
    await write(store, [{ record: { ...first, revision: "2", amount: 1 }, replaces: first.revision }]);
    const results = await write(store, [{ record: { ...second, revision: "3" }, replaces: "2" }]);
    expectEqual(results, [{ written: false, current: second }], "a write that saw the other scope's revision");
  },

  "write of nothing returns no entries": async ({ store }) => {
    expectEqual(await write(store, []), [], "the entries");
  },

  "one call writes a thousand records, and replaces them": async ({ store }) => {
    const references = Array.from({ length: 1000 }, (_, place) => `many_${place}`);
    await insert(
      store,
      references.map((reference) => sampleRecord(reference, { revision: "1" })),
    );
    const next = references.map((reference) => ({ ...fullRecord(reference), revision: "2" }));
    const writes: RecordWrite[] = next.map((record) => ({ record, replaces: "1" }));
    expectEqual(
      await write(store, writes),
      next.map(() => ({ written: true })),
      "the writes",
    );
    expectEqual(await loadAll(store, references), next, "the records");
  },
};
