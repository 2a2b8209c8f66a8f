import { describe, expect, test } from "vitest";
import { runTasks } from "./pool.ts";
import { reportOf } from "./report.ts";
import { honestTask } from "./task-defaults.ts";
import { knownLimitNames, knownLimits } from "./world/known-limits.ts";

const worlds = Number(process.env["SIMULATION_LIMIT_WORLDS"] ?? 150);

describe("beyond the assumptions", () => {
  test.each(knownLimitNames.map((limit) => [limit, knownLimits[limit]] as const))(
    "%s is lived through to the end and counted: %s",
    { timeout: 300_000 },
    async (limit) => {
      const task = { ...honestTask, limit, count: worlds, mostViolations: worlds };
      const startedAt = performance.now();
      const report = reportOf(task, await runTasks([task], 1), performance.now() - startedAt);
      process.stdout.write(`${limit}: ${report.text}\n`);
      expect(report.seeds).toBe(worlds);
      expect(report.movements).toBeGreaterThan(0);
    },
  );
});
