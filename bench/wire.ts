import { loadavg } from "node:os";
import { median, option, runProgram, startStandIn } from "./runs.ts";

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

const standIn = await startStandIn();
const runs = new Map<(typeof variants)[number], Run[]>(variants.map((variant) => [variant, []]));
try {
  for (let repetition = 0; repetition < settings.repetitions; repetition++) {
    for (const variant of variants) runs.get(variant)?.push(await runOnce(variant, `wire-${repetition}-${variant}`));
  }
  print();
} finally {
  standIn.stop();
}

function runOnce(variant: string, name: string): Promise<Run> {
  const { url, apiKey } = standIn;
  return runProgram("bench/wire-run.ts", { ...settings, variant, name, url, apiKey });
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
