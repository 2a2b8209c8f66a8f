import type { Result } from "neverthrow";
import { payoutStates } from "../domain/payout-record.ts";
import type { StoreFailure } from "../ports/payout-store.ts";
import { assertErr, assertOk } from "./assert.ts";
import type { StoreCheck } from "./store-conformance.ts";
import { expectEqual, expectThat } from "./store-conformance-expect.ts";
import { sampleId, sampleRecord, sampleScope } from "./store-conformance-records.ts";
import { insert } from "./store-conformance-steps.ts";

/** What a store says of itself, and how it ends. */
export const lifetimeChecks: Readonly<Record<string, StoreCheck>> = {
  "a store names itself and the version of the port": async ({ store }) => {
    expectEqual(store.specificationVersion, "v1", "specificationVersion");
    expectThat(/^[a-z][a-z0-9_-]*$/.test(store.name), `the name ${JSON.stringify(store.name)} isn't a lower-case word`);
  },

  "a process registry knows its own process as alive and tells nothing of names that it can't read": async ({
    store,
  }) => {
    const { processes } = store;
    if (processes === null) return;
    expectThat(processes.self !== "", "the process has no name");
    for (const owner of [processes.self, "", "another machine", `${processes.self}0/0`]) {
      expectEqual(processes.isGone(owner), false, `whether ${JSON.stringify(owner)} is gone`);
    }
  },

  "a write that is under way when the store is closed is told an outcome": async ({ store }) => {
    const writing = store.write([{ record: sampleRecord("early"), replaces: null }]);
    assertOk(await store.close());
    const result = await writing;
    if (result.isErr()) expectEqual(result.error.reason, "store_unavailable", "the reason of the failure");
    else expectEqual(result.value.entries, [{ written: true }], "the write");
  },

  "close can be called twice": async ({ store }) => {
    await insert(store, [sampleRecord("closed")]);
    assertOk(await store.close());
    assertOk(await store.close());
  },

  "close works on a store that was never used": async ({ store }) => {
    assertOk(await store.close());
  },

  "calls after close fail with store_unavailable and wrote nothing": async ({ store }) => {
    assertOk(await store.close());
    const answers: Result<unknown, StoreFailure>[] = [
      await store.load([sampleId("late")]),
      await store.write([{ record: sampleRecord("late"), replaces: null }]),
      await store.list({ scope: sampleScope, states: payoutStates, after: null, limit: 1 }),
      await store.readNote(sampleScope, "late"),
      await store.writeNote(sampleScope, "late", "value"),
    ];
    for (const result of answers) {
      const { code, reason, outcome } = assertErr(result);
      expectEqual(
        { code, reason, outcome },
        { code: "API_ERROR", reason: "store_unavailable", outcome: "not_created" },
        "the failure",
      );
    }
  },
};
