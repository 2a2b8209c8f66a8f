import { okAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import { watchClockSkew } from "../../src/lifecycle/clock-skew.ts";
import { createLedger, type Ledger } from "../../src/lifecycle/ledger.ts";
import type { PayoutStore } from "../../src/ports/payout-store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { testClock } from "../../src/testing/test-clock.ts";
import { faultyStore } from "../operations/faulty-store.ts";
import { recordOf } from "./records.ts";

/** A ledger over a store that refuses its first writes, so many of them, and shows nothing that stands in their way. */
function refusing(times: number): { readonly ledger: Ledger; readonly calls: () => number } {
  const clock = testClock();
  const store = memoryStore();
  let calls = 0;
  const write: PayoutStore["write"] = (writes) => {
    calls += 1;
    if (calls > times) return store.write(writes);
    return okAsync({ entries: writes.map(() => ({ written: false, current: null })), nowMs: null });
  };
  const skew = watchClockSkew(clock, () => undefined);
  return { ledger: createLedger({ ...faultyStore(store, () => null), write }, clock, skew), calls: () => calls };
}

describe("a change that the store refuses with nothing in its way", () => {
  const record = recordOf({ reference: "r" });

  test("is tried again", async () => {
    const { ledger, calls } = refusing(3);
    const seen = assertOk(await ledger.load(record));
    expect(assertOk(await ledger.change(seen, () => record))).toMatchObject({ written: true, record: { reference: "r" } });
    expect(calls()).toBe(4);
  });

  test("is given up after a few tries, and nobody takes it for kept or lost", async () => {
    const { ledger, calls } = refusing(Number.POSITIVE_INFINITY);
    const seen = assertOk(await ledger.load(record));
    const error = assertErr(await ledger.change(seen, () => record));
    expect(error).toMatchObject({ reason: "store_unavailable", outcome: "unknown" });
    expect(error.message).toContain("nothing in the way");
    expect(calls()).toBe(10);
  });
});
