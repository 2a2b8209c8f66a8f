import { startPostgres } from "../test/stores/postgres/postgres-server.ts";
import { median, names as namesOf, option, runProgram, startStandIn } from "./runs.ts";
import { slowSyncs } from "./slow-syncs.ts";

/**
 * A batch of payouts beside what one writes by hand with stripe-node, which keeps no ledger. Each run is a process of its
 * own against the same stand-in; the variants take turns, so that a slow minute of the machine hits them alike.
 *
 *   npm run bench:batch -- [--payouts 2000] [--latency 50] [--concurrency 50] [--repetitions 5] [--warm-up 0]
 *                          [--variants pool,memory,sqlite,postgres] [--sync-ms 0]
 *
 * `loop` and `all` are two more variants: one call after the other, and `Promise.all` over everything. `--sync-ms` makes
 * every fsync so much slower, as on a slow disk; it needs a C compiler.
 */
const settings = {
  payouts: option("payouts", 2000),
  latency: option("latency", 50),
  concurrency: option("concurrency", 50),
  repetitions: option("repetitions", 5),
  warmUp: option("warm-up", 0),
  syncMs: option("sync-ms", 0),
};
const variants = namesOf("variants", ["pool", "memory", "sqlite", "postgres"]);
const names: Record<string, string> = {
  loop: "stripe-node, a loop",
  all: "stripe-node, Promise.all",
  pool: "stripe-node, a bare pool",
  memory: "payoutkit, memory store",
  sqlite: "payoutkit, SQLite store",
  postgres: "payoutkit, Postgres store",
};

interface Run {
  readonly wallMs: number;
  readonly cpuMicrosEach: number;
  readonly peakMegabytes: number;
  readonly sockets: number;
  readonly failures: number;
}

if (settings.syncMs > 0) slowSyncs(settings.syncMs);
const postgres = variants.includes("postgres") ? await startPostgres() : null;
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
  await postgres?.stop();
}

function runOnce(variant: string, name: string): Promise<Run> {
  const { url, apiKey } = standIn;
  const database = postgres === null ? null : `postgres://postgres:postgres@127.0.0.1:${postgres.port}/postgres`;
  // stripe-node warns of each telemetry that it drops.
  return runProgram("bench/batch-run.ts", { ...settings, variant, name, url, apiKey, database }, ["--no-warnings"]);
}

function print(): void {
  const pool = summary(runs.get("pool") ?? []);
  const { payouts, latency, concurrency, repetitions, warmUp, syncMs } = settings;
  const start = warmUp === 0 ? "from a cold start" : `after ${warmUp} that aren't counted`;
  const disk = syncMs === 0 ? "on this disk" : `${syncMs} ms added to each fsync`;
  console.log(`${payouts} payouts, ${latency} ms, ${concurrency} at a time, ${start}, ${disk}, medians of ${repetitions}\n`);
  console.log("| variant | wall ms | of the pool's | CPU µs a payout | over the pool's | peak MB | sockets | failures |");
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
  for (const [variant, all] of runs) {
    const { wallMs, cpuMicrosEach, peakMegabytes, sockets, failures } = summary(all);
    const ratio = (wallMs / pool.wallMs).toFixed(3);
    const over = Math.round(cpuMicrosEach - pool.cpuMicrosEach);
    const figures = [Math.round(wallMs), ratio, Math.round(cpuMicrosEach), over, Math.round(peakMegabytes), sockets, failures];
    console.log(`| ${[names[variant] ?? variant, ...figures].join(" | ")} |`);
  }
}

function summary(all: readonly Run[]): Run {
  const of = (pick: (run: Run) => number): number => median(all.map(pick));
  return {
    wallMs: of((run) => run.wallMs),
    cpuMicrosEach: of((run) => run.cpuMicrosEach),
    peakMegabytes: of((run) => run.peakMegabytes),
    sockets: of((run) => run.sockets),
    failures: all.reduce((sum, run) => sum + run.failures, 0),
  };
}
