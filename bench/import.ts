import { spawnSync } from "node:child_process";
import { median, option } from "./runs.ts";

/**
 * What it costs to import the package, and of that its one dependency: medians of whole processes, less what they are
 * held against. The variants take turns, so that a slow minute of the machine hits them alike.
 *
 *   npm run bench:import -- [--processes 20]
 */
const processes = option("processes", 20);
const programs = {
  nothing: "",
  neverthrow: 'await import("neverthrow");',
  payoutkit: 'await import("payoutkit");',
  stripe: 'await import("stripe");',
  "payoutkit/stripe": 'await import("stripe"); await import("payoutkit/stripe");',
} as const;
type Program = keyof typeof programs;
const names: readonly Program[] = ["nothing", "neverthrow", "payoutkit", "stripe", "payoutkit/stripe"];

const times = new Map<Program, number[]>(names.map((name) => [name, []]));
for (let round = 0; round <= processes; round++) {
  for (const name of names) {
    const timeMs = run(programs[name]);
    // The first round only warms the machine.
    if (round > 0) times.get(name)?.push(timeMs);
  }
}

console.log(`medians of ${processes} processes\n`);
console.log("| import | over | ms |");
console.log("| --- | --- | --- |");
print("neverthrow", "nothing");
print("payoutkit", "nothing");
print("payoutkit/stripe", "stripe");

function run(program: string): number {
  const startedMs = performance.now();
  const { status } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { stdio: "inherit" });
  if (status !== 0) throw new Error(`a process ended with ${status}`);
  return performance.now() - startedMs;
}

function print(name: Program, over: Program): void {
  const timeMs = median(times.get(name) ?? []) - median(times.get(over) ?? []);
  console.log(`| ${name} | ${over} | ${timeMs.toFixed(1)} |`);
}
