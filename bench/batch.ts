import { median, option, runProgram, startStandIn } from "./runs.ts";

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

const standIn = await startStandIn("--latency", String(settings.latency));
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
  standIn.stop();
}

function runOnce(variant: string, name: string): Promise<Run> {
  const { url, apiKey } = standIn;
  return runProgram("bench/batch-run.ts", { ...settings, variant, name, url, apiKey });
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
