import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { crashRun } from "../test/queues/machines/crash-run.ts";
import { type Machine, startMachine } from "../test/queues/machines/start-machine.ts";
import { startStandIn } from "../test/stand-in/index.ts";
import { type PostgresServer, startPostgres } from "../test/stores/postgres/postgres-server.ts";
import { insertsPerSecond } from "./queue-floor.ts";
import { option, runProgram } from "./runs.ts";

/**
 * A queue on a real PostgreSQL, worked down by processes of their own: what a kill and a restart of the database cost,
 * how well the common rate is kept, and how fast many payouts are enqueued and worked down. 0 leaves a part out.
 *
 *   npm run bench:queue -- [--crash 10000] [--rate-seconds 30] [--payouts 1000000] [--machines 3]
 */
const settings = {
  crash: option("crash", 10_000),
  rateSeconds: option("rate-seconds", 30),
  payouts: option("payouts", 1_000_000),
  machines: option("machines", 3),
};
const rows: string[] = [];
if (settings.crash > 0) await withServer(measureCrashes);
if (settings.rateSeconds > 0) await withServer(measureRate);
if (settings.payouts > 0) await withServer(measureFloor);
if (settings.payouts > 0) await withServer(measureMany);
console.log(`\n${settings.machines} workers, load ${loadavg().map((load) => load.toFixed(1)).join(" ")}\n`);
console.log(["| what | figure |", "| --- | --- |", ...rows].join("\n"));
process.exit(0);

async function withServer(measure: (server: PostgresServer) => Promise<void>): Promise<void> {
  const server = await startPostgres(["max_wal_size=4GB"]);
  try {
    await measure(server);
  } finally {
    await server.stop();
  }
}

function note(what: string, figure: string): void {
  rows.push(`| ${what} | ${figure} |`);
  console.log(`${what}: ${figure}`);
}

async function measureCrashes(server: PostgresServer): Promise<void> {
  const { crash: payouts, machines } = settings;
  const terms = { server, payouts, machines, killEveryMs: 4_000, mostKills: Infinity, restarts: true, latencyMs: 5 };
  const { kills, movements, broken, deadLetters, slowestRecoveryMs, seconds } = await crashRun(terms);
  note("payouts at 5 ms, one worker killed every 4 s, one restart", `${payouts} in ${seconds.toFixed(0)} s, ${kills} kills`);
  note("movements; paid twice or never; dead letters", `${movements}; ${broken}; ${deadLetters}`);
  note("slowest recovery after a kill", `${(slowestRecoveryMs / 1000).toFixed(1)} s`);
}

async function measureRate(server: PostgresServer): Promise<void> {
  const perSecond = 100;
  const { rateSeconds, machines } = settings;
  await using standIn = await startStandIn({ latencyMs: 5, validate: false, logRequests: false, balances: { usd: 1e12 } });
  const connectionString = address(server);
  await runProgram("bench/queue-enqueue.ts", { connectionString, payouts: perSecond * (rateSeconds + 20) });
  const task = { connectionString, standIn: { url: standIn.url, apiKey: standIn.apiKey }, perSecond, concurrency: 30 };
  for (let index = 0; index < perSecond * (rateSeconds + 20); index++) standIn.setRecipient({ id: `acct_${index}`, transfers: "active" });
  const fleet = startFleet(machines, task);
  while (fleet.some((machine) => machine.paid() === 0)) await sleep(100);
  const from = standIn.movements.length;
  await sleep(rateSeconds * 1000);
  const times = standIn.movements.slice(from).map(({ atMs }) => atMs);
  await Promise.all(fleet.map((machine) => machine.kill()));
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  note("requests in the worst second, at 100/s", String(mostInSecond(times)));
  note("requests a second on average, at 100/s", (times.length / seconds).toFixed(1));
}

/** What enqueueing is held against: the same rows, made by the database itself. */
async function measureFloor(server: PostgresServer): Promise<void> {
  const connectionString = address(server);
  await runProgram("bench/queue-enqueue.ts", { connectionString, payouts: 0 });
  const count = Math.min(settings.payouts, 200_000);
  note("PostgreSQL alone, the same rows and indexes", `${Math.round(await insertsPerSecond(connectionString, count))}/s`);
}

async function measureMany(server: PostgresServer): Promise<void> {
  const { payouts, machines } = settings;
  const connectionString = address(server);
  // Node lets its heap grow as far as the machine allows; what is asked is whether this much will do. The young heap is
  // named too, because Node makes it a hundredth of the old one, and collects without end.
  const heap = ["--max-old-space-size=64", "--max-semi-space-size=8"];
  const enqueued = await runProgram<Enqueued>("bench/queue-enqueue.ts", { connectionString, payouts }, heap);
  const perSecond = Math.round(enqueued.added / enqueued.seconds);
  note("CPU of Node for each that is enqueued", `${(enqueued.cpuMicros / enqueued.added).toFixed(1)} µs`);
  note("enqueued", `${enqueued.added} in ${enqueued.seconds.toFixed(1)} s, ${perSecond}/s, ${enqueued.peakMegabytes.toFixed(0)} MB at most`);
  const fleet = startFleet(machines, { connectionString, standIn: null, perSecond: null, concurrency: 50 });
  const samples: Sample[] = [];
  for (let paid = 0; paid < payouts; ) {
    await sleep(500);
    const each = fleet.map((machine) => machine.paid());
    paid = each.reduce((sum, one) => sum + one, 0);
    samples.push({ atMs: performance.now(), each, paid });
    if (samples.length % 20 === 0) console.log(`${paid} of ${payouts}`);
  }
  await Promise.all(fleet.map((machine) => machine.stop()));
  const first = pace(samples, 0.05 * payouts, 0.15 * payouts);
  const last = pace(samples, 0.9 * payouts, payouts);
  note("a worker's payouts a second, in the first tenth after the start", first.map(Math.round).join(", "));
  note("the same in the last tenth", last.map(Math.round).join(", "));
}

interface Enqueued {
  readonly added: number;
  readonly seconds: number;
  readonly cpuMicros: number;
  readonly peakMegabytes: number;
}

interface Sample {
  readonly atMs: number;
  readonly each: readonly number[];
  readonly paid: number;
}

/** What each worker paid a second while the sum went from one count to another. */
function pace(samples: readonly Sample[], from: number, to: number): number[] {
  const begin = samples.find(({ paid }) => paid >= from);
  const end = samples.findLast(({ paid }) => paid <= to);
  if (begin === undefined || end === undefined) return [];
  const seconds = (end.atMs - begin.atMs) / 1000;
  return end.each.map((paid, machine) => (paid - (begin.each[machine] ?? 0)) / seconds);
}

function mostInSecond(times: readonly number[]): number {
  let first = 0;
  let most = 0;
  for (const [index, time] of times.entries()) {
    while ((times[first] ?? time) <= time - 1000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

function startFleet(count: number, task: Parameters<typeof startMachine>[0]): Machine[] {
  return Array.from({ length: count }, () => startMachine(task));
}

function address({ port }: PostgresServer): string {
  return `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
}
