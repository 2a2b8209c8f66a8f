import { okAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import { groupCommits } from "../../src/lifecycle/group-commit.ts";
import { guardedStore } from "../../src/lifecycle/guarded-store.ts";
import { systemClock } from "../../src/ports/clock.ts";
import type { PayoutStore } from "../../src/ports/payout-store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { testClock } from "../../src/testing/test-clock.ts";
import { clientSetup, payoutRequests } from "../operations/client-setup.ts";
import { faultyStore } from "../operations/faulty-store.ts";
import { recordOf } from "./records.ts";

/** Counts the calls that reach a store. */
function counting(store: PayoutStore): { readonly store: PayoutStore; readonly calls: number[] } {
  const calls: number[] = [];
  const write: PayoutStore["write"] = (writes) => {
    calls.push(writes.length);
    return store.write(writes);
  };
  return { calls, store: { ...faultyStore(store, () => null), write } };
}

const insert = (reference: string) => ({ record: recordOf({ reference }), replaces: null });

describe("grouped commits", () => {
  test("of fifty payouts at once cost a few calls of the store, not one each", async () => {
    const { store, calls } = counting(memoryStore());
    const { client, sandbox, run } = clientSetup({ store });
    await run(Promise.all(payoutRequests(50).map((request) => client.sendPayout(request))));
    expect(sandbox.movements()).toBe(50);
    expect(calls.length).toBeLessThanOrEqual(10);
    expect(calls.reduce((sum, length) => sum + length, 0)).toBe(100);
  });

  test("give each writer its own answer, in one call", async () => {
    const { store, calls } = counting(memoryStore());
    const grouped = groupCommits(store, testClock());
    assertOk(await grouped.write(insert("taken")));
    const [free, taken] = await Promise.all([grouped.write(insert("free")), grouped.write(insert("taken"))]);
    expect(assertOk(free).entry).toEqual({ written: true });
    expect(assertOk(taken).entry).toMatchObject({ written: false, current: { reference: "taken" } });
    expect(calls).toEqual([1, 2]);
  });

  test("never hold one id twice, so that the second writer sees the first", async () => {
    const { store, calls } = counting(memoryStore());
    const grouped = groupCommits(store, testClock());
    const answers = await Promise.all([grouped.write(insert("a")), grouped.write(insert("b")), grouped.write(insert("a"))]);
    expect(answers.map((answer) => assertOk(answer).entry.written)).toEqual([true, true, false]);
    expect(calls).toEqual([2, 1]);
  });

  test("hold at most 500 entries", async () => {
    const { store, calls } = counting(memoryStore());
    const grouped = groupCommits(store, testClock());
    await Promise.all(Array.from({ length: 1_001 }, (_, index) => grouped.write(insert(`r${index}`))));
    expect(calls).toEqual([500, 500, 1]);
  });

  test("linger for others, and no longer once enough have come", async () => {
    const { store, calls } = counting(memoryStore());
    const lingered: number[] = [];
    const turn = async (lingerMs = 0): Promise<void> => {
      lingered.push(lingerMs);
      if (lingerMs > 0) await new Promise(() => {});
    };
    const grouped = groupCommits(store, { ...systemClock, turn });
    const many = (name: string, count: number) => Promise.all(Array.from({ length: count }, (_, index) => grouped.write(insert(`${name}${index}`))));
    await many("first", 8);
    await Promise.all([many("second", 60), many("third", 4)]);
    expect(calls).toEqual([8, 64]);
    expect(lingered).toEqual([0, 10]);
  });

  test.each(["throws", "rejects"] as const)("of a store that %s are answered unknown, and the next group is sent", async (fault) => {
    const store = faultyStore(memoryStore(), (method, count) => (method === "write" && count === 1 ? fault : null));
    const clock = testClock();
    const grouped = groupCommits(guardedStore(store, clock), clock);
    const failed = await Promise.all([grouped.write(insert("a")), grouped.write(insert("b"))]);
    for (const answer of failed) expect(assertErr(answer)).toMatchObject({ reason: "store_unavailable", outcome: "unknown" });
    expect(assertOk(await grouped.write(insert("a"))).entry.written).toBe(true);
  });

  test("of a store that never answers are given up after half a minute, and the next group is sent", async () => {
    const clock = testClock();
    const store = faultyStore(memoryStore(), (method, count) => (method === "write" && count === 1 ? "hangs" : null));
    const grouped = groupCommits(guardedStore(store, clock), clock);
    const hanging = grouped.write(insert("a"));
    const behind = grouped.write(insert("a"));
    await clock.advance(29_999);
    expect(clock.sleepers).toBe(1);
    await clock.advance(1);
    expect(assertErr(await hanging)).toMatchObject({ reason: "store_unavailable", outcome: "unknown" });
    expect(assertOk(await behind).entry.written).toBe(true);
    expect(clock.sleepers).toBe(0);
  });

  test("of a store that leaves an entry out are answered unknown for that one alone", async () => {
    const write: PayoutStore["write"] = () => okAsync({ entries: [{ written: true }], nowMs: null });
    const grouped = groupCommits({ ...faultyStore(memoryStore(), () => null), write }, testClock());
    const [first, second] = await Promise.all([grouped.write(insert("a")), grouped.write(insert("b"))]);
    expect(assertOk(first).entry.written).toBe(true);
    expect(assertErr(second)).toMatchObject({ reason: "store_unavailable", outcome: "unknown" });
  });

  test("are settled once nothing is waiting or under way", async () => {
    const grouped = groupCommits(memoryStore(), testClock());
    let isWritten = false;
    void grouped.write(insert("a")).then(() => (isWritten = true));
    await grouped.settled();
    expect(isWritten).toBe(true);
    await grouped.settled();
  });
});
