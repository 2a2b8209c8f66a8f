import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backoffMs } from "../../src/pacing/backoff.ts";

describe("the wait before another try", () => {
  test("grows from a fifth of a second to eight seconds", () => {
    expect([1, 2, 3, 6, 7, 100, 5_000].map((tries) => backoffMs(tries, () => 1))).toEqual([200, 400, 800, 6_400, 8_000, 8_000, 8_000]);
  });

  test("is drawn from its upper half, whole, whatever chance says", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (tries, chance) => {
        const waitMs = backoffMs(tries, () => chance);
        const longestMs = backoffMs(tries, () => 1);
        expect(Number.isInteger(waitMs)).toBe(true);
        expect(waitMs).toBeGreaterThanOrEqual(longestMs / 2);
        expect(waitMs).toBeLessThanOrEqual(longestMs);
      }),
    );
  });
});
