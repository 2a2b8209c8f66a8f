import { describe, expect, test } from "vitest";
import { testClock } from "../../src/testing/test-clock.ts";

describe("testClock", () => {
  test("starts where it is told and stands still", () => {
    const clock = testClock(5000);
    expect([clock.now(), clock.now()]).toEqual([5000, 5000]);
  });

  test("advance wakes sleepers in the order of their times, each at its own time", async () => {
    const clock = testClock(0);
    const woken: string[] = [];
    const nap = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push(`${name} at ${clock.now()}`);
    };
    const naps = [nap("late", 300), nap("early", 100), nap("second early", 100), nap("never", 301)];
    await clock.advance(300);
    expect(woken).toEqual(["early at 100", "second early at 100", "late at 300"]);
    expect([clock.now(), clock.sleepers]).toEqual([300, 1]);
    await clock.advance(1);
    await Promise.all(naps);
  });

  test("advance wakes a sleeper that falls asleep again on the way", async () => {
    const clock = testClock(0);
    const woken: number[] = [];
    const ticking = (async () => {
      for (let tick = 0; tick < 3; tick += 1) {
        await clock.sleep(10);
        woken.push(clock.now());
      }
    })();
    await clock.advance(30);
    await ticking;
    expect(woken).toEqual([10, 20, 30]);
  });

  test("an aborted signal ends a sleep early, and one that is aborted already never begins it", async () => {
    const clock = testClock(0);
    const controller = new AbortController();
    const slept = clock.sleep(1000, controller.signal);
    expect(clock.sleepers).toBe(1);
    controller.abort();
    await slept;
    await clock.sleep(1000, controller.signal);
    expect([clock.now(), clock.sleepers]).toEqual([0, 0]);
  });

  test("set moves the time of day alone", async () => {
    const clock = testClock(0);
    const slept = clock.sleep(100);
    clock.set(-5000);
    expect([clock.now(), clock.monotonic(), clock.sleepers]).toEqual([-5000, 0, 1]);
    await clock.advance(100);
    await slept;
    expect([clock.now(), clock.monotonic()]).toEqual([-4900, 100]);
  });

  test("random gives the same numbers from 0 to below 1 to every clock", () => {
    const draw = (): number[] => {
      const clock = testClock();
      return Array.from({ length: 100 }, () => clock.random());
    };
    const numbers = draw();
    expect(draw()).toEqual(numbers);
    expect(new Set(numbers).size).toBe(100);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  });
});
