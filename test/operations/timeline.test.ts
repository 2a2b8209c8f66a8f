import * as fc from "fast-check";
import { expect, test } from "vitest";
import { bucketStart, countBuckets, dayOf, nextBucket } from "../../src/operations/timeline.ts";

const at = (text: string): number => new Date(text).getTime();
const startOf = (text: string, interval: "day" | "week" | "month"): string => dayOf(bucketStart(at(text), interval));

test("days, weeks and months begin in UTC, and weeks on Monday", () => {
  expect(startOf("2026-03-01T00:00:00.000Z", "day")).toBe("2026-03-01");
  expect(startOf("2026-03-01T23:59:59.999Z", "day")).toBe("2026-03-01");
  expect(startOf("2026-03-01T23:59:59.999Z", "week")).toBe("2026-02-23");
  expect(startOf("2026-03-02T00:00:00.000Z", "week")).toBe("2026-03-02");
  expect(startOf("2026-03-31T12:00:00.000Z", "month")).toBe("2026-03-01");
  expect(startOf("1969-12-31T12:00:00.000Z", "week")).toBe("1969-12-29");
});

test("the bucket after January is February, in leap years too", () => {
  expect(dayOf(nextBucket(at("2024-01-01"), "month"))).toBe("2024-02-01");
  expect(dayOf(nextBucket(at("2024-12-01"), "month"))).toBe("2025-01-01");
  expect(dayOf(nextBucket(at("2024-02-28"), "day"))).toBe("2024-02-29");
});

test("every time lies in its bucket, and counting agrees with stepping", () => {
  const time = fc.integer({ min: at("1950-01-01"), max: at("2100-01-01") });
  const interval = fc.constantFrom("day", "week", "month");
  fc.assert(
    fc.property(time, fc.integer({ min: 0, max: 400 * 86_400_000 }), interval, (timeMs, lengthMs, width) => {
      const first = bucketStart(timeMs, width);
      expect(first).toBeLessThanOrEqual(timeMs);
      expect(nextBucket(first, width)).toBeGreaterThan(timeMs);
      const last = bucketStart(timeMs + lengthMs, width);
      let count = 1;
      for (let start = first; start < last; start = nextBucket(start, width)) count += 1;
      expect(countBuckets(first, last, width)).toBe(count);
    }),
  );
});
