import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { invariants } from "./judge/invariants.ts";
import { findMutant } from "./mutants/mutants.ts";
import { plant } from "./mutants/plant.ts";
import { runTasks, splitTask } from "./pool.ts";
import { reportOf } from "./report.ts";
import type { Task } from "./task.ts";
import { isKnownLimit, type KnownLimit } from "./world/known-limits.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "0" },
    threads: { type: "string", default: "2" },
    limit: { type: "string" },
    mutant: { type: "string" },
    replay: { type: "string" },
    report: { type: "string" },
    most: { type: "string", default: "1000" },
  },
});

const limit = readLimit(values.limit);
const mutant = values.mutant ?? null;
process.exitCode = values.replay === undefined ? await search() : await replay(Number(values.replay));

/** Lives through many worlds and says what was broken; 1 if anything within the assumptions was. */
async function search(): Promise<number> {
  const whole: Task = { from: Number(values.from), count: Number(values.seeds), limit, mutant, mostViolations: Number(values.most) };
  const startedAt = performance.now();
  let done = 0;
  const results = await runTasks(splitTask(whole, 500), Number(values.threads), ({ seeds }) => {
    done += seeds;
    process.stderr.write(`\r${done} of ${whole.count} worlds`);
  });
  process.stderr.write("\n");
  const report = reportOf(whole, results, performance.now() - startedAt);
  process.stdout.write(`${report.text}\n`);
  if (values.report !== undefined) writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`);
  return report.broken.length > 0 && limit === null ? 1 : 0;
}

/** Lives through one world again and tells all that happens in it. */
async function replay(seed: number): Promise<number> {
  const planted = mutant === null ? null : findMutant(mutant);
  if (planted !== null) plant(planted);
  const { PayoutClient } = await import("../../src/client.ts");
  const { runSeed } = await import("./run-seed.ts");
  const { violation, trace, fingerprint } = await runSeed(seed, limit, PayoutClient, planted?.climate);
  process.stdout.write(`${trace.join("\n")}\n\nseed ${seed}, trace ${fingerprint}\n`);
  if (violation !== null) process.stdout.write(`invariant ${violation.invariant} (${invariants[violation.invariant]}): ${violation.what}\n`);
  return violation === null ? 0 : 1;
}

function readLimit(name: string | undefined): KnownLimit | null {
  if (name === undefined) return null;
  if (isKnownLimit(name)) return name;
  throw new Error(`there is no known limit named ${name}`);
}
