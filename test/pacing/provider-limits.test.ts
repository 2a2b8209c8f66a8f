import { describe, expect, test } from "vitest";
import { Turnstile } from "../../src/pacing/turnstile.ts";
import { FastClock, type ProviderLimit, sendAll } from "./limited-provider.ts";

/** A pacer that begins at 25 a second and knows that some accounts may use 200. */
async function outcome(limit: ProviderLimit, { seed = 1, highestPerSecond = 200, concurrency = 50 } = {}) {
  const clock = new FastClock(seed);
  const pacer = new Turnstile({ clock, concurrency, perSecond: { read: 25, write: 25 }, highestPerSecond });
  return sendAll(clock, pacer, limit);
}

describe("2,000 requests whose pacer doesn't know the provider's limit", () => {
  test.each([
    { perSecond: 5, floorMs: 399_000 },
    { perSecond: 25, floorMs: 79_000 },
    { perSecond: 100, floorMs: 19_000 },
  ])("of $perSecond a second take at most a tenth longer than they must in the median, and at most 1 % are turned away", async ({ perSecond, floorMs }) => {
    const ratios: number[] = [];
    const turnedAway: number[] = [];
    for (const seed of [1, 2, 3, 4, 5]) {
      const { wallMs, limited } = await outcome({ perSecond: () => perSecond, reason: "endpoint_rate" }, { seed });
      turnedAway.push(limited);
      ratios.push(wallMs / floorMs);
    }
    expect(median(turnedAway)).toBeLessThanOrEqual(20);
    expect(median(ratios)).toBeLessThanOrEqual(1.1);
  });

  test("that is the account's and not the endpoint's keep to it just so", async () => {
    const { wallMs, limited } = await outcome({ perSecond: () => 20, reason: "rate" });
    expect(limited).toBeLessThanOrEqual(20);
    expect(wallMs / 99_000).toBeLessThanOrEqual(1.1);
  });

  test("that falls from 100 to 50 in the middle take at most a tenth longer, with hardly more turned away", async () => {
    const { wallMs, limited } = await outcome({ perSecond: (nowMs) => (nowMs < 10_000 ? 100 : 50), reason: "endpoint_rate" });
    expect(limited).toBeLessThanOrEqual(30);
    expect(wallMs / 28_000).toBeLessThanOrEqual(1.1);
  });

  test("that rises from 25 to 100 in the middle find out within seconds", async () => {
    const { wallMs, limited } = await outcome({ perSecond: (nowMs) => (nowMs < 40_000 ? 25 : 100), reason: "endpoint_rate" });
    expect(limited).toBeLessThanOrEqual(20);
    expect(wallMs).toBeLessThan(66_000);
  });

  test("of 4 at once end up with about as many on the wire", async () => {
    const { limited } = await outcome({ perSecond: () => 1000, concurrency: 4, reason: "concurrency" });
    expect(limited).toBeLessThanOrEqual(40);
  });

  test("never try more than the highest that the capabilities name", async () => {
    const { wallMs, limited } = await outcome({ perSecond: () => 1000 }, { highestPerSecond: 25 });
    expect(limited).toBe(0);
    expect(wallMs).toBeGreaterThan(79_000);
  });
});

function median(values: readonly number[]): number | undefined {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}
