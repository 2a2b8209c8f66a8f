import { once } from "node:events";
import { spawn } from "node:child_process";
import { loadavg } from "node:os";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/**
 * CPU time of one transfer on the wire: stripe-node as it comes, the adapter, and a raw request of Node. Each run
 * is a process of its own against the same stand-in; the variants take turns, so that a slow minute of the machine
 * hits them alike, and only figures of one run of the benchmark can be compared.
 *
 *   node bench/wire.ts [--calls 4000] [--warmup 2000] [--concurrency 25] [--repetitions 7]
 */
const settings = {
  calls: option("calls", 4000),
  warmup: option("warmup", 2000),
  concurrency: option("concurrency", 25),
  repetitions: option("repetitions", 7),
};
const variants = ["stripe-node", "adapter", "raw"] as const;
const names: Record<(typeof variants)[number], string> = {
  "stripe-node": "stripe-node, its own HTTP client",
  adapter: "the adapter's create",
  raw: "node:http, keep-alive",
};

interface Run {
  readonly cpuMicrosEach: number;
  readonly failures: number;
}

const standIn = spawn(
  process.execPath,
  ["test/stand-in/main.ts", "--balance", "usd=100000000000", "--no-validate", "--no-log-requests"],
  { stdio: ["ignore", "pipe", "inherit"] },
);
const { url, apiKey } = JSON.parse(await firstLine(standIn.stdout));
const runs = new Map<(typeof variants)[number], Run[]>(variants.map((variant) => [variant, []]));
for (let repetition = 0; repetition < settings.repetitions; repetition++) {
  for (const variant of variants) runs.get(variant)?.push(await runOnce(variant, `wire-${repetition}-${variant}`));
}
standIn.kill();
print();

async function runOnce(variant: string, name: string): Promise<Run> {
  const config = JSON.stringify({ ...settings, variant, name, url, apiKey });
  const child = spawn(process.execPath, ["bench/wire-run.ts", config], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await firstLine(child.stdout);
  if (child.exitCode === null) await once(child, "exit");
  return JSON.parse(line);
}

async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error("a process of the benchmark ended without a word");
}

function print(): void {
  const floor = median((runs.get("raw") ?? []).map((run) => run.cpuMicrosEach));
  const load = loadavg().map((value) => value.toFixed(1)).join(" ");
  console.log(`${settings.calls} calls, ${settings.concurrency} at a time, ${settings.repetitions} repetitions, load ${load}\n`);
  console.log("| variant | CPU µs a call, median | lowest | highest | of the raw request's | failures |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const [variant, all] of runs) {
    const micros = all.map((run) => run.cpuMicrosEach);
    const failures = all.reduce((sum, run) => sum + run.failures, 0);
    const figures = [median(micros), Math.min(...micros), Math.max(...micros)].map((value) => value.toFixed(0));
    console.log(`| ${names[variant]} | ${figures.join(" | ")} | ${(median(micros) / floor).toFixed(2)} | ${failures} |`);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function option(name: string, byDefault: number): number {
  const index = process.argv.indexOf(`--${name}`);
  return index === -1 ? byDefault : Number(process.argv[index + 1]);
}
