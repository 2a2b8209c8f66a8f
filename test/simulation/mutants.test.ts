import { describe, expect, test } from "vitest";
import { applyChange } from "./mutants/plant.ts";
import { mutants } from "./mutants/mutants.ts";
import { runTasks } from "./pool.ts";
import { replayCommand } from "./report.ts";
import { honestTask } from "./task-defaults.ts";

const mostWorlds = 4000;
const worldsOfHarmless = 300;

describe("a planted mistake", () => {
  const harmful = mutants.filter(({ harmless }) => harmless === undefined);
  const harmless = mutants.filter((mutant) => mutant.harmless !== undefined);

  test.each(harmful)("is found: $mistake", { timeout: 300_000 }, async ({ name, limit, from = 0, caughtBy }) => {
    const task = { ...honestTask, mutant: name, limit: limit ?? null, from, count: mostWorlds, mostViolations: 1 };
    const [result] = await runTasks([task], 1);
    const [found] = result?.broken ?? [];
    expect(found, `${name} survived ${mostWorlds} worlds`).toBeDefined();
    expect(caughtBy, `${found?.what ?? ""}; ${replayCommand(found?.seed ?? 0, task)}`).toContain(found?.invariant);
  });

  test.each(harmless)("does no harm: $mistake, because $harmless", { timeout: 300_000 }, async ({ name }) => {
    const [result] = await runTasks([{ ...honestTask, mutant: name, count: worldsOfHarmless }], 1);
    expect(result?.broken).toEqual([]);
  });

  test("has to fit one place of the sources exactly", () => {
    const change = { file: "a.ts", find: "one", replace: "two" };
    expect(applyChange("one, two", change)).toBe("two, two");
    expect(() => applyChange("two", change)).toThrow("0 places");
    expect(() => applyChange("one one", change)).toThrow("2 places");
  });
});
