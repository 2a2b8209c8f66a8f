import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { option, runProgram } from "./runs.ts";

/**
 * A batch too large for memory, streamed from a generator into a SQLite store, over a provider that answers at once and
 * keeps nothing: first where all of it is new, then where all of it is paid already, then as a plan. Each pass is a
 * process of its own.
 *
 *   npm run bench:large -- [--rows 1000000] [--semi-space 4]
 *
 * `--semi-space` bounds V8's young generation, megabytes; left to itself it grows with whatever outlives two collections.
 */
const rows = option("rows", 1_000_000);
const semiSpace = option("semi-space", 0);
const nodeOptions = semiSpace === 0 ? [] : [`--max-semi-space-size=${semiSpace}`];
const passes = { new: "all new", paid: "all paid already", plan: "planned, all paid already" } as const;

interface Run {
  readonly wallMs: number;
  readonly peakMegabytes: number;
  readonly failures: number;
}

const folder = mkdtempSync(join(tmpdir(), "payoutkit-large-"));
const path = join(folder, "payouts.db");
try {
  console.log(`${rows} rows, SQLite, load before ${load()}\n`);
  console.log("| pass | seconds | rows/s | peak MB | failures | load after |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const [pass, name] of Object.entries(passes)) {
    const { wallMs, peakMegabytes, failures } = await runProgram<Run>("bench/large-run.ts", { pass, rows, path }, nodeOptions);
    const perSecond = Math.round((rows / wallMs) * 1000);
    console.log(`| ${name} | ${Math.round(wallMs / 1000)} | ${perSecond} | ${Math.round(peakMegabytes)} | ${failures} | ${load()} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}
