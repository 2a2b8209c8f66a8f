import { loadavg } from "node:os";
import { median, option, runProgram, startStandIn } from "./runs.ts";

/**
 * Payouts against a provider that lets so many requests a second through, a burst of one second at most: a bare pool of
 * stripe-node beside payoutkit, which begins at what its capabilities say and isn't told the limit.
 *
 *   npm run bench:rate -- [--payouts 2000] [--limit 100] [--repetitions 3]
 */
const settings = { payouts: option("payouts", 2000), limit: option("limit", 100), repetitions: option("repetitions", 3) };
const names = { pool: "stripe-node, a bare pool of 50", payoutkit: "payoutkit, memory store" } as const;

interface Run {
  readonly wallMs: number;
  readonly failures: number;
  readonly limited: number;
}

const floorMs = ((settings.payouts - settings.limit) / settings.limit) * 1000;
const load = (loadavg()[0] ?? 0).toFixed(1);
console.log(`${settings.payouts} payouts at ${settings.limit} a second, at least ${floorMs / 1000} s, medians of ${settings.repetitions}, load ${load}\n`);
console.log("| variant | wall s | of the least | answered 429 | failures |");
console.log("| --- | --- | --- | --- | --- |");
for (const [variant, name] of Object.entries(names)) {
  const runs: Run[] = [];
  for (let repetition = 0; repetition < settings.repetitions; repetition += 1) runs.push(await runOnce(variant));
  const of = (pick: (run: Run) => number): number => median(runs.map(pick));
  const wallMs = of((run) => run.wallMs);
  console.log(`| ${name} | ${(wallMs / 1000).toFixed(1)} | ${(wallMs / floorMs).toFixed(3)} | ${of((run) => run.limited)} | ${of((run) => run.failures)} |`);
}

/** Each run has an account of its own: beside an earlier run's payouts an empty store would look every new one up. */
async function runOnce(variant: string): Promise<Run> {
  const standIn = await startStandIn("--latency", "50", "--per-second", String(settings.limit));
  try {
    const { url, apiKey } = standIn;
    return await runProgram("bench/rate-run.ts", { ...settings, variant, name: variant, url, apiKey });
  } finally {
    standIn.stop();
  }
}
