import type { SummaryInterval } from "../domain/summary.ts";

/** The start of the bucket that a time falls into, both in milliseconds since the epoch. */
export function bucketStart(timeMs: number, interval: SummaryInterval): number {
  const dayStartMs = Math.floor(timeMs / dayMs) * dayMs;
  switch (interval) {
    case "day":
      return dayStartMs;
    case "week":
      return dayStartMs - daysSinceMonday(dayStartMs) * dayMs;
    case "month": {
      const start = new Date(dayStartMs);
      return start.setUTCDate(1);
    }
  }
}

/** The start of the bucket after the one that starts then. */
export function nextBucket(startMs: number, interval: SummaryInterval): number {
  switch (interval) {
    case "day":
      return startMs + dayMs;
    case "week":
      return startMs + 7 * dayMs;
    case "month": {
      const start = new Date(startMs);
      return start.setUTCMonth(start.getUTCMonth() + 1);
    }
  }
}

/** How many buckets there are from the one that starts first to the one that starts last, both counted. */
export function countBuckets(firstMs: number, lastMs: number, interval: SummaryInterval): number {
  switch (interval) {
    case "day":
      return (lastMs - firstMs) / dayMs + 1;
    case "week":
      return (lastMs - firstMs) / (7 * dayMs) + 1;
    case "month":
      return monthNumber(lastMs) - monthNumber(firstMs) + 1;
  }
}

/** The day of a time, `YYYY-MM-DD` in UTC. */
export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

// The epoch was a Thursday, three days after a Monday.
function daysSinceMonday(dayStartMs: number): number {
  return (((dayStartMs / dayMs + 3) % 7) + 7) % 7;
}

function monthNumber(timeMs: number): number {
  const time = new Date(timeMs);
  return time.getUTCFullYear() * 12 + time.getUTCMonth();
}

const dayMs = 86_400_000;
