import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TokenBucket } from "../../src/pacing/token-bucket.ts";
import { mostInWindow } from "./pace.ts";

test("whatever the waits between requests, no second holds more than the rate", () => {
  const waits = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), waits, (perSecond, pauses) => {
      const bucket = new TokenBucket(perSecond, 0);
      const starts: number[] = [];
      let nowMs = 0;
      for (const pauseMs of pauses) {
        nowMs += pauseMs;
        for (let waitMs = bucket.waitMs(nowMs); waitMs > 0; waitMs = bucket.waitMs(nowMs)) {
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
    nowMs += bucket.waitMs(nowMs);
    expect(bucket.waitMs(nowMs)).toBeLessThan(1e-6);
    bucket.take(nowMs);
  }
  expect(nowMs).toBeLessThan(10_000);
});

test("a rate that is changed holds from then on, for what has started too", () => {
  const bucket = new TokenBucket(10, 0);
  let nowMs = 0;
  const startOne = (): void => {
    nowMs += Math.ceil(bucket.waitMs(nowMs));
    bucket.take(nowMs);
  };
  for (let index = 0; index < 10; index += 1) startOne();
  bucket.change(2, nowMs);
  const changedAtMs = nowMs;
  startOne();
  expect(nowMs - changedAtMs).toBeGreaterThanOrEqual(800);
  bucket.change(50, nowMs);
  const raisedAtMs = nowMs;
  for (let index = 0; index < 50; index += 1) startOne();
  expect(nowMs - raisedAtMs).toBeLessThanOrEqual(1100);
});
