import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, option, runProgram, startStandIn } from "./runs.ts";

/**
 * The total of a long history: one page after the other by hand, in windows, and from the store's mirror; evenly
 * spread, and with nine tenths in one day. Then one recipient's total and a summary over a mirror of a million
 * transfers, beside a hand-written SELECT over the same file. Each run is a process of its own against the same
 * stand-in; the variants take turns.
 *
 *   npm run bench:history -- [--transfers 100000] [--latency 20] [--repetitions 3] [--mirrored 1000000]
 */
const settings = {
  transfers: option("transfers", 100_000),
  latency: option("latency", 20),
  repetitions: option("repetitions", 3),
  mirrored: option("mirrored", 1_000_000),
};
const variants = ["autoPagingEach", "windows", "listing", "sync", "store"] as const;
const names: Record<(typeof variants)[number], string> = {
  autoPagingEach: "stripe-node, autoPagingEach",
  windows: "getTotalPaid",
  listing: "iterateTransfers, to its end",
  sync: "syncHistory, the first",
  store: "getTotalPaid from the store",
};
const dayMs = 86_400_000;
const hourMs = 3_600_000;

interface Run {
  readonly wallMs: number;
  readonly paid: number;
  readonly peakMegabytes: number;
}

interface SqlRun {
  readonly question: string;
  readonly handMs: number;
  readonly storeMs: number;
}

const spreads = { "evenly spread over three years": evenly, "nine tenths in one day": skewed } as const;
console.log(`${settings.transfers} transfers, ${settings.latency} ms a page, medians of ${settings.repetitions}\n`);
for (const [spread, seed] of Object.entries(spreads)) await measure(spread, seed);
if (settings.mirrored > 0) await measureStore();

type Seed = (url: string) => Promise<void>;

async function measure(spread: string, seed: Seed): Promise<void> {
  const standIn = await startStandIn("--latency", String(settings.latency));
  const runs = new Map<(typeof variants)[number], Run[]>(variants.map((variant) => [variant, []]));
  try {
    await seed(standIn.url);
    for (let repetition = 0; repetition < settings.repetitions; repetition++) {
      const folder = mkdtempSync(join(tmpdir(), "payoutkit-bench-"));
      for (const variant of variants) {
        const { url, apiKey } = standIn;
        runs.get(variant)?.push(await runProgram<Run>("bench/history-run.ts", { variant, url, apiKey, folder }));
      }
      rmSync(folder, { recursive: true });
    }
  } finally {
    standIn.stop();
  }
  print(spread, runs);
}

function evenly(url: string): Promise<void> {
  const stepMs = Math.floor((3 * 365 * dayMs) / settings.transfers);
  return seedTransfers(url, settings.transfers, Date.now() - hourMs - settings.transfers * stepMs, stepMs);
}

async function skewed(url: string): Promise<void> {
  const few = settings.transfers / 10;
  const stepMs = Math.floor((3 * 365 * dayMs) / few);
  const startMs = Date.now() - hourMs - few * stepMs;
  await seedTransfers(url, few, startMs, stepMs);
  await seedTransfers(url, settings.transfers - few, startMs + 400 * dayMs, Math.floor(dayMs / (settings.transfers - few)));
}

async function seedTransfers(url: string, count: number, firstMs: number, stepMs: number): Promise<void> {
  const body = JSON.stringify({ count, shape: { firstMs, stepMs, recipients: 100, amounts: [1000, 2500, 990] } });
  const response = await fetch(`${url}/_stand-in/seed`, { method: "POST", body });
  if (!response.ok) throw new Error(`the stand-in refused to be seeded: ${await response.text()}`);
}

function print(spread: string, runs: ReadonlyMap<(typeof variants)[number], readonly Run[]>): void {
  const wallOf = (variant: (typeof variants)[number]): number => median((runs.get(variant) ?? []).map(({ wallMs }) => wallMs));
  const sums = new Set([...runs.values()].flat().map(({ paid }) => paid));
  console.log(`${spread} (${sums.size === 1 ? "all answers agree" : "THE ANSWERS DIFFER"}):\n`);
  console.log("| variant | wall ms | times as fast | peak MB |");
  console.log("| --- | --- | --- | --- |");
  for (const [variant, all] of runs) {
    const wallMs = wallOf(variant);
    const peak = Math.round(median(all.map(({ peakMegabytes }) => peakMegabytes)));
    console.log(`| ${names[variant]} | ${wallMs.toFixed(wallMs < 100 ? 2 : 0)} | ${(wallOf("autoPagingEach") / wallMs).toFixed(1)} | ${peak} |`);
  }
  console.log("");
}

async function measureStore(): Promise<void> {
  const { runs } = await runProgram<{ readonly runs: readonly SqlRun[] }>("bench/history-sql.ts", { transfers: settings.mirrored });
  console.log(`${settings.mirrored} transfers mirrored in SQLite:\n`);
  console.log("| question | a hand-written SELECT, ms | from the store, ms | of the SELECT's |");
  console.log("| --- | --- | --- | --- |");
  for (const { question, handMs, storeMs } of runs) {
    console.log(`| ${question} | ${handMs.toFixed(3)} | ${storeMs.toFixed(3)} | ${(storeMs / handMs).toFixed(2)} |`);
  }
}
