import { expect, test } from "vitest";
import { isLong, splitEvenly, splitNearby, type WindowRest } from "../../src/operations/split-window.ts";

const rest: WindowRest = { fromMs: 1_000_000, oldestMs: 1_100_500, pageMs: 10_000, stepMs: 1000 };

test("splitEvenly cuts what is left into equal parts at multiples of the step", () => {
  expect(splitEvenly(rest, 3, [])).toEqual([1_075_000, 1_050_000, 1_025_000]);
});

test("splitEvenly makes no more parts than there seem to be pages", () => {
  expect(splitEvenly({ ...rest, pageMs: 40_000 }, 15, [])).toEqual([1_050_000]);
  expect(splitEvenly({ ...rest, pageMs: 60_000 }, 15, [])).toEqual([]);
});

test("splitEvenly steps back to 1970 by one factor where nobody knows the beginning", () => {
  const edges = splitEvenly({ ...rest, fromMs: null, oldestMs: 1_000_000_000, pageMs: 1000 }, 5, []);
  expect(edges).toEqual([999_990_000, 999_900_000, 999_000_000, 990_000_000, 900_000_000]);
});

test("splitEvenly leaves a window alone that has no beginning and lies before 1970", () => {
  expect(splitEvenly({ ...rest, fromMs: null, oldestMs: -5_000 }, 5, [])).toEqual([]);
});

test("splitEvenly leaves a window alone beside one that has more than twice as many pages left", () => {
  const twice = { ...rest, oldestMs: 1_201_000 };
  expect(splitEvenly(rest, 3, [twice])).toHaveLength(3);
  expect(splitEvenly(rest, 3, [rest, { ...twice, oldestMs: 1_202_000 }])).toEqual([]);
  expect(splitEvenly(rest, 3, [{ ...rest, pageMs: 4_900 }])).toEqual([]);
  expect(splitEvenly(rest, 3, [{ ...rest, fromMs: null }])).toEqual([]);
  expect(splitEvenly({ ...rest, fromMs: null }, 3, [{ ...rest, fromMs: null }])).toHaveLength(3);
});

test("splitNearby cuts off parts of four pages each and keeps to the beginning", () => {
  expect(splitNearby(rest, 5)).toEqual([1_060_000, 1_020_000]);
  expect(splitNearby({ ...rest, fromMs: null }, 3)).toEqual([1_060_000, 1_020_000, 980_000]);
  expect(splitNearby({ ...rest, fromMs: 1_090_000 }, 5)).toEqual([]);
});

test("no edge lies after the oldest transfer that was read, or within a step", () => {
  for (const split of [splitEvenly, splitNearby]) {
    for (const pageMs of [1000, 1700, 20_000]) {
      for (const edge of split({ ...rest, oldestMs: 1_008_999, pageMs }, 15, [])) {
        expect(edge % 1000).toBe(0);
        expect(edge).toBeGreaterThan(1_000_000);
        expect(edge).toBeLessThanOrEqual(1_008_000);
      }
    }
  }
});

test("what is left is long if it seems to be more than four pages, or has no beginning", () => {
  expect(isLong(rest)).toBe(true);
  expect(isLong({ ...rest, pageMs: 30_000 })).toBe(false);
  expect(isLong({ ...rest, fromMs: null, pageMs: 1e9 })).toBe(true);
});
