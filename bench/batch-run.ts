import { subscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { PayoutClient, type PayoutRequest, type PayoutStore } from "payoutkit";
import { memoryStore } from "payoutkit/memory";
import { postgresStore } from "payoutkit/postgres";
import { sqliteStore } from "payoutkit/sqlite";
import { stripeProvider } from "payoutkit/stripe";
import Stripe from "stripe";

/** One run of one variant of the batch benchmark, in a process of its own; prints its figures as one line of JSON. */
interface Config {
  readonly variant: "loop" | "all" | "pool" | "memory" | "sqlite" | "postgres";
  readonly name: string;
  readonly payouts: number;
  /** Payouts that are paid first and not measured, so that what is measured is warm. */
  readonly warmUp: number;
  readonly concurrency: number;
  readonly url: string;
  readonly apiKey: string;
  readonly database: string;
}

const config: Config = JSON.parse(process.argv[2] ?? "{}");
const folder = mkdtempSync(join(tmpdir(), "payoutkit-bench-"));
const stores: Readonly<Partial<Record<Config["variant"], () => PayoutStore>>> = {
  memory: () => memoryStore(),
  sqlite: () => sqliteStore({ path: join(folder, "payouts.db") }),
  postgres: () => postgresStore({ pool: new pg.Pool({ connectionString: config.database, max: 5, allowExitOnIdle: true }) }),
};
let sockets = 0;
subscribe("net.client.socket", () => (sockets += 1));
const store = stores[config.variant];
const pay = store === undefined ? byHand : (requests: readonly PayoutRequest[]) => batch(requests, store());
if (config.warmUp > 0) await pay(makePayouts("warm", config.warmUp));
const payouts = makePayouts("paid", config.payouts);
const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
const failures = await pay(payouts);
const wallMs = performance.now() - startedMs;
const cpu = process.cpuUsage(cpuBefore);
const cpuMicrosEach = (cpu.user + cpu.system) / config.payouts;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ wallMs, cpuMicrosEach, peakMegabytes, sockets, failures }));
rmSync(folder, { recursive: true });

function makePayouts(kind: string, count: number): PayoutRequest[] {
  return Array.from({ length: count }, (_, index) => ({
    reference: `${config.name}:${kind}:${index}`,
    recipientId: "acct_ready",
    amount: 1000 + index,
    currency: "usd",
  }));
}

/** What one writes by hand: a loop, all at once, or so many loops over one list, each waiting for its own call. */
async function byHand(requests: readonly PayoutRequest[]): Promise<number> {
  const { hostname: host, port } = new URL(config.url);
  const stripe = new Stripe(config.apiKey, { host, port, protocol: "http", maxNetworkRetries: 0 });
  const rest = requests.values();
  let failed = 0;
  const loop = async (): Promise<void> => {
    for (const { reference, recipientId: destination, amount, currency } of rest) {
      const sent = stripe.transfers.create({ amount, currency, destination, metadata: { reference } }, { idempotencyKey: reference });
      await sent.catch(() => (failed += 1));
    }
  };
  const length = config.variant === "loop" ? 1 : config.variant === "all" ? requests.length : config.concurrency;
  await Promise.all(Array.from({ length }, loop));
  return failed;
}

async function batch(requests: readonly PayoutRequest[], ledger: PayoutStore): Promise<number> {
  const provider = stripeProvider({ apiKey: config.apiKey, baseUrl: config.url });
  const rate = { perSecond: 100_000, concurrency: config.concurrency };
  const client = new PayoutClient({ provider, store: ledger, rate, lookupNew: "never" });
  const report = await client.processBatchPayouts(requests);
  await client.close();
  return report.isOk() ? requests.length - report.value.counts.paid : requests.length;
}
