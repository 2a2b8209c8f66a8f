import { describe, expect, test } from "vitest";
import { PayoutClient } from "../../src/client.ts";
import { runTasks } from "./pool.ts";
import { runSeed } from "./run-seed.ts";
import { honestTask } from "./task-defaults.ts";

describe("a seed", () => {
  test("gives the same trace each time", async () => {
    for (const seed of [1, 4, 129, 182, 1948]) {
      const [first, second] = [await runSeed(seed, null, PayoutClient), await runSeed(seed, null, PayoutClient)];
      expect(second.trace).toEqual(first.trace);
      expect(second.fingerprint).toBe(first.fingerprint);
    }
  });

  test("gives the same trace in threads that run beside each other", async () => {
    const task = { ...honestTask, count: 60 };
    const [first, second] = await runTasks([task, task], 2);
    expect(second).toEqual(first);
  });

  test("gives another trace than the next seed", async () => {
    const runs = [];
    for (let seed = 0; seed < 20; seed++) runs.push(await runSeed(seed, null, PayoutClient));
    expect(new Set(runs.map(({ fingerprint }) => fingerprint)).size).toBe(20);
  });
});
