import type { PayoutStore, RecordScope } from "../ports/payout-store.ts";
import { assertOk } from "./assert.ts";
import type { StoreCheck } from "./store-conformance.ts";
import { expectEqual } from "./store-conformance-expect.ts";
import { sampleRecord, sampleScope } from "./store-conformance-records.ts";
import { insert, loadOne } from "./store-conformance-steps.ts";

/** What is kept beside the records. */
export const noteChecks: Readonly<Record<string, StoreCheck>> = {
  "a note that was never written is null": async ({ store }) => {
    expectEqual(await read(store, sampleScope, "absent"), null, "the note");
  },

  "a note keeps the last value that was written": async ({ store }) => {
    for (const value of ["first", "second, with “quotes” and \u{1f680}", ""]) {
      assertOk(await store.writeNote(sampleScope, "place", value));
      expectEqual(await read(store, sampleScope, "place"), value, "the note");
    }
  },

  "notes of other names and scopes are other notes": async ({ store }) => {
    const scopes: readonly RecordScope[] = [
      sampleScope,
      { ...sampleScope, kind: "reversal" },
      { ...sampleScope, mode: "test:acct" },
      { ...sampleScope, namespace: "other" },
    ];
    const places = scopes.flatMap((scope) => ["name", "Name", "__proto__"].map((name) => ({ scope, name })));
    for (const [place, { scope, name }] of places.entries()) assertOk(await store.writeNote(scope, name, `${place}`));
    for (const [place, { scope, name }] of places.entries()) {
      expectEqual(await read(store, scope, name), `${place}`, `the note ${name} of ${JSON.stringify(scope)}`);
    }
  },

  "notes and records don't touch": async ({ store }) => {
    await insert(store, [sampleRecord("same")]);
    expectEqual(await read(store, sampleScope, "same"), null, "the note");
    assertOk(await store.writeNote(sampleScope, "same", "a note"));
    expectEqual(await loadOne(store, "same"), sampleRecord("same"), "the record");
  },
};

async function read(store: PayoutStore, scope: RecordScope, name: string): Promise<string | null> {
  return assertOk(await store.readNote(scope, name));
}
