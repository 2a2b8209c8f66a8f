import { expect, test } from "vitest";
import { SlowDown } from "../../src/pacing/slow-down.ts";

test("two processes that were slowed down together don't come back in step", () => {
  const [early, late] = [0, 0.9].map((random) => {
    const slowDown = new SlowDown(() => random);
    slowDown.limited(0, 0, 1000);
    return slowDown;
  });
  expect(early?.pauseMs(0)).toBe(1000);
  expect(late?.pauseMs(0)).toBeGreaterThan(1000);
  expect(late?.share(5000)).not.toBe(early?.share(5000));
});

test("429 after 429 goes on halving, but the rate never falls to nothing", () => {
  const slowDown = new SlowDown(() => 0.5);
  const shares = Array.from({ length: 12 }, (_, index) => {
    slowDown.limited(index, index, undefined);
    return slowDown.share(index);
  });
  expect(shares.slice(0, 3)).toEqual([0.5, 0.25, 0.125]);
  expect(shares.at(-1)).toBeGreaterThan(0);
});

test("a pause is never shortened by a later 429", () => {
  const slowDown = new SlowDown(() => 0);
  slowDown.limited(0, 0, 5000);
  slowDown.limited(1, 1, 10);
  expect(slowDown.pauseMs(1)).toBe(4999);
});

test("nobody waits for days because a header says so", () => {
  const slowDown = new SlowDown(() => 0);
  slowDown.limited(0, 0, 1e12);
  expect(slowDown.pauseMs(0)).toBe(300_000);
});
