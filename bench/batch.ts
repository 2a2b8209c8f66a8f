import { once } from "node:events";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/**
 * A batch of payouts beside a bare pool of stripe-node, which keeps no ledger. Each run is a process of its own
 * against the same stand-in; the variants take turns, so that a slow minute of the machine hits them alike.
 *
 *   npm run bench:batch -- [--payouts 2000] [--latency 50] [--concurrency 50] [--repetitions 5] [--warm-up 0]
 */
const settings = {
  payouts: option("payouts", 2000),
  latency: option("latency", 50),
  concurrency: option("concurrency", 50),
  repetitions: option("repetitions", 5),
  warmUp: option("warm-up", 0),
};
const variants = ["pool", "memory", "sqlite"] as const;
const names: Record<string, string> = {
  pool: "stripe-node, a bare pool",
  memory: "payoutkit, memory store",
  sqlite: "payoutkit, SQLite store",
};

interface Run {
  readonly wallMs: number;
  readonly cpuMicrosEach: number;
  readonly peakMegabytes: number;
  readonly failures: number;
}

const standIn = spawn(
  process.execPath,
  ["test/stand-in/main.ts", "--latency", String(settings.latency), "--balance", "usd=100000000000", "--no-validate", "--no-log-requests"],
  { stdio: ["ignore", "pipe", "inherit"] },
);
const { url, apiKey } = JSON.parse(await firstLine(standIn.stdout));
const runs = new Map<string, Run[]>(variants.map((variant) => [variant, []]));
try {
  for (let repetition = 0; repetition <= settings.repetitions; repetition++) {
    for (const variant of variants) {
      const run = await runOnce(variant, `bench-${repetition}-${variant}`);
      // The first round only warms the machine.
      if (repetition > 0) runs.get(variant)?.push(run);
    }
  }
  print();
} finally {
  standIn.kill();
}

async function runOnce(variant: string, name: string): Promise<Run> {
  const config = JSON.stringify({ ...settings, variant, name, url, apiKey });
  const child = spawn(process.execPath, ["bench/batch-run.ts", config], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await firstLine(child.stdout);
  if (child.exitCode === null) await once(child, "exit");
  return JSON.parse(line);
}

async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error("a process of the benchmark ended without a word; is the package built (npm run build)?");
}

function print(): void {
  const pool = summary(runs.get("pool") ?? []);
  const { payouts, latency, concurrency, repetitions, warmUp } = settings;
  const start = warmUp === 0 ? "from a cold start" : `after ${warmUp} that aren't counted`;
  console.log(`${payouts} payouts, ${latency} ms, ${concurrency} at a time, ${start}, medians of ${repetitions}\n`);
  console.log("| variant | wall ms | of the pool's | CPU µs a payout | over the pool's | peak MB | failures |");
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const [variant, all] of runs) {
    const { wallMs, cpuMicrosEach, peakMegabytes, failures } = summary(all);
    const ratio = (wallMs / pool.wallMs).toFixed(3);
    const over = Math.round(cpuMicrosEach - pool.cpuMicrosEach);
    console.log(`| ${names[variant] ?? variant} | ${Math.round(wallMs)} | ${ratio} | ${Math.round(cpuMicrosEach)} | ${over} | ${Math.round(peakMegabytes)} | ${failures} |`);
  }
}

function summary(all: readonly Run[]): Run {
  const of = (pick: (run: Run) => number): number => median(all.map(pick));
  return {
    wallMs: of((run) => run.wallMs),
    cpuMicrosEach: of((run) => run.cpuMicrosEach),
    peakMegabytes: of((run) => run.peakMegabytes),
    failures: all.reduce((sum, run) => sum + run.failures, 0),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function option(name: string, byDefault: number): number {
  const index = process.argv.indexOf(`--${name}`);
  return index === -1 ? byDefault : Number(process.argv[index + 1]);
}
