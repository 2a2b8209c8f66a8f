import { describe, expect, test } from "vitest";
import { inLanes } from "../../src/operations/lanes.ts";

const never = new AbortController().signal;

describe("inLanes", () => {
  test("gives each item its place in the order of reading", async () => {
    const seen: [number, string][] = [];
    const end = await inLanes(["a", "b", "c"], 2, never, async ({ index, value }) => void seen.push([index, value]));
    expect([seen, end]).toEqual([[[0, "a"], [1, "b"], [2, "c"]], { read: 3, thrown: null }]);
  });

  test("reads an item only when a lane is free", async () => {
    let read = 0;
    let open = 0;
    function* items() {
      for (; read < 20; read++) {
        expect(open).toBeLessThan(3);
        yield read;
      }
    }
    await inLanes(items(), 3, never, async () => {
      open++;
      await Promise.resolve();
      open--;
    });
    expect(read).toBe(20);
  });

  test("keeps what was read before the source threw", async () => {
    const cause = new Error("torn");
    const worked: number[] = [];
    function* items() {
      yield 1;
      throw cause;
    }
    const end = await inLanes(items(), 5, never, async ({ value }) => void worked.push(value));
    expect([worked, end]).toEqual([[1], { read: 1, thrown: { cause } }]);
  });

  test("stops reading at the signal and tells the source, whatever that throws", async () => {
    const stop = new AbortController();
    let closed = false;
    const items = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false as const, value: 1 }),
        return: () => {
          closed = true;
          throw new Error("ignored");
        },
      }),
    };
    let worked = 0;
    const end = await inLanes(items, 1, stop.signal, async () => {
      if (++worked === 3) stop.abort();
    });
    expect([worked, end.read, end.thrown, closed]).toEqual([3, 3, null, true]);
  });

  test("of a signal that was aborted before reads nothing", async () => {
    const end = await inLanes([1, 2], 2, AbortSignal.abort(), () => Promise.reject(new Error("never")));
    expect(end).toEqual({ read: 0, thrown: null });
  });
});
