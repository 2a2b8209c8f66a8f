import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { invariants } from "./judge/invariants.ts";
import { findMutant } from "./mutants/mutants.ts";
import { plant } from "./mutants/plant.ts";
import { runTasks, splitTask } from "./pool.ts";
import { Progress } from "./progress.ts";
import { reportOf, searchCommand } from "./report.ts";
import type { Task, TaskResult } from "./task.ts";
import { isKnownLimit, type KnownLimit } from "./world/known-limits.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "0" },
    threads: { type: "string", default: String(availableParallelism()) },
    task: { type: "string", default: "1000" },
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

/** Lives through many worlds and says what was broken; 1 if anything within the assumptions was, 130 if it was interrupted. */
async function search(): Promise<number> {
  const whole: Task = { from: readCount("from"), count: readCount("seeds"), limit, mutant, mostViolations: readCount("most") };
  const startedAt = performance.now();
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
  const progress = new Progress(whole, (text) => process.stderr.write(text));
  const onResult = (result: TaskResult, task: Task): void => progress.add(result, task);
  const results = await runTasks(splitTask(whole, readCount("task")), readCount("threads"), { onResult, signal: interrupted.signal });
  const report = reportOf(whole, results, performance.now() - startedAt);
  process.stdout.write(`${report.text}\n`);
  if (values.report !== undefined) writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`);
  const left = whole.from + whole.count - progress.nextSeed;
  if (left > 0) process.stdout.write(`interrupted; go on with ${searchCommand({ ...whole, from: progress.nextSeed, count: left })}\n`);
  if (report.broken.length > 0 && limit === null) return 1;
  return left > 0 ? 130 : 0;
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

function readCount(name: "from" | "seeds" | "most" | "task" | "threads"): number {
  const count = Number(values[name]);
  const least = name === "from" ? 0 : 1;
  if (!Number.isSafeInteger(count) || count < least) throw new Error(`--${name} expects a whole number from ${least}, got ${values[name]}`);
  return count;
}

function readLimit(name: string | undefined): KnownLimit | null {
  if (name === undefined) return null;
  if (isKnownLimit(name)) return name;
  throw new Error(`there is no known limit named ${name}`);
}
