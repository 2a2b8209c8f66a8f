import { describe, expect, test } from "vitest";
import { FreeLanes } from "../../src/operations/free-lanes.ts";

const forever = (): Promise<void> => new Promise(() => undefined);

/** Lanes with so much work under way, and what ends one piece of it. */
function busyLanes(lanes: () => number, work: number): { readonly lanes: FreeLanes; readonly finishOne: () => Promise<void> } {
  const free = new FreeLanes(lanes);
  const ends: (() => void)[] = [];
  for (let count = 0; count < work; count++) free.take(new Promise((resolve) => ends.push(resolve)));
  return {
    lanes: free,
    finishOne: async () => {
      ends.shift()?.();
      await turn();
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Whether a promise has resolved by the next turn. */
async function hasResolved(promise: Promise<void>): Promise<boolean> {
  let resolved = false;
  void promise.then(() => (resolved = true));
  await turn();
  return resolved;
}

describe("free lanes", () => {
  test("are waited for until there are enough", async () => {
    const { lanes, finishOne } = busyLanes(() => 4, 4);
    const enough = lanes.whenFree(2, forever);
    expect(await hasResolved(enough)).toBe(false);
    await finishOne();
    expect(await hasResolved(enough)).toBe(false);
    await finishOne();
    expect(await hasResolved(enough)).toBe(true);
    expect(lanes.free).toBe(2);
  });

  test("are waited for no longer than the first of them lingers", async () => {
    const { lanes, finishOne } = busyLanes(() => 4, 4);
    let lingered = 0;
    const enough = lanes.whenFree(2, () => {
      lingered += 1;
      return turn();
    });
    expect(await hasResolved(enough)).toBe(false);
    expect(lingered).toBe(0);
    await finishOne();
    await turn();
    expect(await hasResolved(enough)).toBe(true);
    expect([lingered, lanes.free]).toEqual([1, 1]);
  });

  test("aren't found where lanes were taken away meanwhile", async () => {
    let count = 4;
    const { lanes, finishOne } = busyLanes(() => count, 3);
    const enough = lanes.whenFree(2, turn);
    count = 2;
    expect(await hasResolved(enough)).toBe(false);
    await finishOne();
    await turn();
    expect(await hasResolved(enough)).toBe(false);
    await finishOne();
    await turn();
    expect(await hasResolved(enough)).toBe(true);
    expect(lanes.free).toBe(1);
  });

  test("that are there already aren't waited for, however few are asked for", async () => {
    const { lanes } = busyLanes(() => 4, 2);
    expect(await hasResolved(lanes.whenFree(2, forever))).toBe(true);
    expect(await hasResolved(lanes.whenFree(-1, forever))).toBe(true);
  });

  test("are idle once all work is done, and tell what it has rejected with", async () => {
    const { lanes, finishOne } = busyLanes(() => 4, 1);
    lanes.take(Promise.reject(new Error("broken")));
    const idle = lanes.whenIdle();
    idle.catch(() => undefined);
    await turn();
    expect(lanes.free).toBe(3);
    await finishOne();
    await expect(idle).rejects.toThrow("broken");
  });
});
