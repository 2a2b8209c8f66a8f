import { expect, test } from "vitest";
import { ClockOffset } from "../../../src/stores/postgres/clock-offset.ts";

test("an answer that came late moves the offset no further than it proves", () => {
  const offset = new ClockOffset();
  expect(offset.learn(95, 105)).toBe(105);
  expect(offset.learn(98, 101)).toBe(101);
  expect(offset.learn(60, 190)).toBe(101);
});

test("a clock that was set is followed by the next answer", () => {
  const offset = new ClockOffset();
  offset.learn(99, 101);
  expect(offset.learn(1_099, 1_105)).toBe(1_099);
  expect(offset.learn(-5, 3)).toBe(3);
});
