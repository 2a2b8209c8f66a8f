import type { PayoutStore } from "../ports/payout-store.ts";
import { assertOk } from "./assert.ts";
import type { StoreCheck, StoreUnderTest } from "./store-conformance.ts";
import { expectEqual } from "./store-conformance-expect.ts";
import { fullRecord, sampleRecord, sampleScope } from "./store-conformance-records.ts";
import { insert, loadAll, loadOne, write } from "./store-conformance-steps.ts";

/** What outlives the store. */
export const durabilityChecks: Readonly<Record<string, StoreCheck>> = {
  "a store that is opened again has every record and note": async (underTest) => {
    const records = [fullRecord("full"), sampleRecord("plain")];
    await insert(underTest.store, records);
    assertOk(await underTest.store.writeNote(sampleScope, "place", "kept"));
    assertOk(await underTest.store.close());
    await withReopened(underTest, async (reopened) => {
      expectEqual(await loadAll(reopened, ["full", "plain"]), records, "the records");
      expectEqual(assertOk(await reopened.readNote(sampleScope, "place")), "kept", "the note");
    });
  },

  "a second store sees at once what the first has written, and takes part in its compare-and-set": async (
    underTest,
  ) => {
    const { store } = underTest;
    await withReopened(underTest, async (second) => {
      const first = sampleRecord("shared", { revision: "1" });
      await insert(store, [first]);
      expectEqual(await loadOne(second, "shared"), first, "what the second store sees");
      const next = { ...first, revision: "2" };
      expectEqual(await write(second, [{ record: next, replaces: "1" }]), [{ written: true }], "the second's write");
      const late = await write(store, [{ record: { ...first, revision: "3" }, replaces: "1" }]);
      expectEqual(late, [{ written: false, current: next }], "the first's write after it");
    });
  },
};

/** What holds for a store that declares to forget. */
export const forgetfulnessChecks: Readonly<Record<string, StoreCheck>> = {
  "a store that isn't durable offers nothing to reopen": async ({ reopen }) => {
    expectEqual(reopen, undefined, "reopen");
  },
};

async function withReopened({ reopen }: StoreUnderTest, run: (store: PayoutStore) => Promise<void>): Promise<void> {
  if (reopen === undefined) throw new Error("a durable store has to be created with reopen; or declare durable: false");
  const store = await reopen();
  try {
    await run(store);
  } finally {
    await store.close();
  }
}
