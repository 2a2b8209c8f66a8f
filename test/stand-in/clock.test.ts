import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WorkClock } from "./clock.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 5_000_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

test("a frozen clock moves when told and does work in the order in which it is due", () => {
  const clock = new WorkClock({ startMs: 1000, frozen: true });
  const done: string[] = [];
  clock.later(20, () => done.push(`second at ${clock.now()}`));
  clock.later(10, () => done.push("first"));
  clock.advance(9);
  expect([clock.now(), done]).toEqual([1009, []]);
  clock.advance(11);
  expect(done).toEqual(["first", "second at 1020"]);
});

test("work that is dropped isn't done", () => {
  const clock = new WorkClock({ startMs: 0, frozen: true });
  const done: number[] = [];
  clock.later(1, () => done.push(1));
  clock.stop();
  clock.set(5);
  expect([clock.now(), done]).toEqual([5, []]);
});

test("a running clock goes on with the machine's and does work without being moved", () => {
  const clock = new WorkClock({ startMs: 1_000_000 });
  const done: number[] = [];
  for (const afterMs of [10, 3_600_000]) clock.later(afterMs, () => done.push(clock.now()));
  vi.advanceTimersByTime(10);
  expect(done).toEqual([1_000_010]);
  clock.advance(3_600_000);
  expect(done).toEqual([1_000_010, 4_600_010]);
});

test("a running clock starts with the machine's time", () => {
  expect(new WorkClock().now()).toBe(5_000_000);
});
