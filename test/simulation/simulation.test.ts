import { describe, expect, test } from "vitest";
import { runTasks, splitTask } from "./pool.ts";
import { replayCommand, reportOf } from "./report.ts";
import { honestTask } from "./task-defaults.ts";

const worlds = Number(process.env["SIMULATION_WORLDS"] ?? 10_000);

describe("in a world of faults within the assumptions", () => {
  test(`every promise is kept, in each of ${worlds} worlds`, { timeout: 900_000 }, async () => {
    const task = { ...honestTask, count: worlds };
    const startedAt = performance.now();
    const results = await runTasks(splitTask(task, 1000), 2);
    const report = reportOf(task, results, performance.now() - startedAt);
    expect(report.seeds).toBe(worlds);
    expect(report.movements).toBeGreaterThan(worlds);
    expect(report.broken.map(({ seed, what }) => `${what}; ${replayCommand(seed, task)}`)).toEqual([]);
  });
});
