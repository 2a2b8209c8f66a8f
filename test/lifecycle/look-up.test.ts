import { describe, expect, test } from "vitest";
import { absenceIsSafe, settleLookup, toReconciling } from "../../src/lifecycle/look-up.ts";
import type { StoredAttempt, StoredRecord } from "../../src/ports/payout-store.ts";
import { after, capabilities, hourMs, minuteMs, recordOf, sentAtMs, transferOf } from "./records.ts";

const nothing = { matching: [], differing: [] };

/** A reconciling payout after so many empty looks, the last at a time after its send. */
function reconciling(emptyLookups: number, lastLookupMs: number | null, changes: Partial<StoredAttempt> = {}): StoredRecord {
  const lastLookupAtMs = lastLookupMs === null ? null : sentAtMs + lastLookupMs;
  return recordOf({ state: "reconciling", lease: null }, { unsettled: true, emptyLookups, lastLookupAtMs, ...changes });
}

describe("a lookup that is empty", () => {
  test("counts for a reconciling payout an hour after the last", () => {
    const { record } = settleLookup(reconciling(1, 24 * hourMs), nothing, after(25 * hourMs), capabilities);
    expect(record.attempts[0]).toMatchObject({ emptyLookups: 2, lastLookupAtMs: sentAtMs + 25 * hourMs });
    const early = reconciling(1, 24 * hourMs);
    expect(settleLookup(early, nothing, after(25 * hourMs - 1), capabilities).record).toBe(early);
  });

  test("doesn't count while a request may still land", () => {
    const young = reconciling(0, null, { lastSentAtMs: sentAtMs + 24 * hourMs });
    expect(settleLookup(young, nothing, after(24 * hourMs + 15 * minuteMs - 1), capabilities).record).toBe(young);
    expect(settleLookup(young, nothing, after(24 * hourMs + 15 * minuteMs), capabilities).record.attempts[0]?.emptyLookups).toBe(1);
  });

  test("for the third time past the quiet time closes the payout as absent", () => {
    const { record } = settleLookup(reconciling(2, 24 * hourMs), nothing, after(25 * hourMs), capabilities);
    expect(record).toMatchObject({ state: "failed", attempts: [{ emptyLookups: 3, lastError: { reason: "not_found" } }] });
  });

  test("for the third time before the quiet time, by any clock, closes nothing", () => {
    const late = reconciling(2, 24 * hourMs, { lastSentAtMs: sentAtMs + 20 * hourMs });
    expect(settleLookup(late, nothing, after(32 * hourMs - 1), capabilities).record.state).toBe("reconciling");
    const slowStore = { ...after(40 * hourMs), storeMs: sentAtMs + 30 * hourMs };
    expect(settleLookup(late, nothing, slowStore, capabilities).record.state).toBe("reconciling");
    expect(settleLookup(late, nothing, after(32 * hourMs), capabilities).record.state).toBe("failed");
  });

  test("ends in review where a server error was answered, because it may still be rolled forward", () => {
    const { record } = settleLookup(reconciling(2, 24 * hourMs, { serverError: true }), nothing, after(25 * hourMs), capabilities);
    expect(record.state).toBe("review");
  });

  test("ends in review where the key had other parameters", () => {
    const record = recordOf({ state: "unknown", lease: null }, { keyConflict: true, unsettled: true });
    expect(settleLookup(record, nothing, after(minuteMs), capabilities).record.state).toBe("review");
  });

  test.each(["unknown", "sending", "review", "paid", "failed"] as const)("changes nothing of a payout that is %s", (state) => {
    const record = recordOf({ state });
    expect(settleLookup(record, nothing, after(100 * hourMs), capabilities).record).toBe(record);
  });
});

describe("a lookup that finds", () => {
  test.each(["unknown", "reconciling", "review", "failed", "sending"] as const)("the transfer makes a payout paid that is %s", (state) => {
    const { record } = settleLookup(recordOf({ state }), { ...nothing, matching: [transferOf()] }, after(hourMs), capabilities);
    expect(record).toMatchObject({ state: "paid", transfer: { id: "tr_1" } });
  });

  test("two transfers ends in review with an alarm that names them", () => {
    const finding = { matching: [transferOf(), transferOf({ id: "tr_2" })], differing: [] };
    const { record, alarm } = settleLookup(reconciling(0, null), finding, after(25 * hourMs), capabilities);
    expect([record.state, alarm]).toEqual(["review", { type: "duplicate_transfer", transferIds: ["tr_1", "tr_2"] }]);
  });

  test("one transfer that differs ends in review with an alarm", () => {
    const finding = { matching: [], differing: [transferOf({ amount: 1 })] };
    const { record, alarm } = settleLookup(reconciling(0, null), finding, after(25 * hourMs), capabilities);
    expect([record.state, alarm]).toEqual(["review", { type: "parameters_differ" }]);
  });

  test.each([
    { matching: [transferOf({ id: "tr_2" })], differing: [] },
    { matching: [], differing: [transferOf({ id: "tr_2", amount: 1 })] },
    { matching: [transferOf()], differing: [transferOf({ id: "tr_2", amount: 1 })] },
  ])("another transfer leaves a paid payout paid, with an alarm", (finding) => {
    const paid = recordOf({ state: "paid", transfer: transferOf() });
    const { record, alarm } = settleLookup(paid, finding, after(hourMs), capabilities);
    expect([record.state, record.transfer?.id, alarm?.type]).toEqual(["paid", "tr_1", "duplicate_transfer"]);
  });
});

describe("an absence", () => {
  test("is safe to believe by hand once the key's window and the quiet time are over since the last send", () => {
    const record = recordOf({ state: "review" });
    expect(absenceIsSafe(record, after(35 * hourMs - 1), capabilities)).toBe(false);
    expect(absenceIsSafe(record, after(35 * hourMs), capabilities)).toBe(true);
  });
});

test("a payout whose key has expired keeps its attempt and its key, and loses its lease", () => {
  const record = toReconciling(recordOf({ state: "unknown" }), sentAtMs + 1);
  expect(record).toMatchObject({ state: "reconciling", lease: null, attempts: [{ key: "pk1_key", closedAtMs: null }] });
});
