import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TokenBucket } from "../../src/pacing/token-bucket.ts";
import { mostInWindow } from "./pace.ts";

test("whatever the waits between requests, no second holds more than the rate", () => {
  const waits = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.constantFrom(1, 0.5), waits, (perSecond, share, pauses) => {
      const bucket = new TokenBucket(perSecond, 0);
      const starts: number[] = [];
      let nowMs = 0;
      for (const pauseMs of pauses) {
        nowMs += pauseMs;
        for (let waitMs = bucket.waitMs(nowMs, share); waitMs > 0; waitMs = bucket.waitMs(nowMs, share)) {
          nowMs += Math.max(1, Math.ceil(waitMs));
        }
        bucket.take(nowMs);
        starts.push(nowMs);
      }
      expect(mostInWindow(starts, 1000)).toBeLessThanOrEqual(perSecond);
    }),
  );
});

test("a bucket that sleeps until its own estimate needs no second sleep", () => {
  const bucket = new TokenBucket(30, 0);
  let nowMs = 0;
  for (let index = 0; index < 300; index += 1) {
    nowMs += bucket.waitMs(nowMs, 1);
    expect(bucket.waitMs(nowMs, 1)).toBeLessThan(1e-6);
    bucket.take(nowMs);
  }
  expect(nowMs).toBeLessThan(10_000);
});
