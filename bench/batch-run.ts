import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PayoutClient, type PayoutRequest } from "payoutkit";
import { memoryStore } from "payoutkit/memory";
import { sqliteStore } from "payoutkit/sqlite";
import { stripeProvider } from "payoutkit/stripe";
import Stripe from "stripe";

/** One run of one variant of the batch benchmark, in a process of its own; prints its figures as one line of JSON. */
interface Config {
  readonly variant: "pool" | "memory" | "sqlite";
  readonly name: string;
  readonly payouts: number;
  /** Payouts that are paid first and not measured, so that what is measured is warm. */
  readonly warmUp: number;
  readonly concurrency: number;
  readonly url: string;
  readonly apiKey: string;
}

const config: Config = JSON.parse(process.argv[2] ?? "{}");
const folder = mkdtempSync(join(tmpdir(), "payoutkit-bench-"));
const pay = config.variant === "pool" ? pool : batch;
if (config.warmUp > 0) await pay(makePayouts("warm", config.warmUp));
const payouts = makePayouts("paid", config.payouts);
const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
const failures = await pay(payouts);
const wallMs = performance.now() - startedMs;
const cpu = process.cpuUsage(cpuBefore);
const cpuMicrosEach = (cpu.user + cpu.system) / config.payouts;
console.log(JSON.stringify({ wallMs, cpuMicrosEach, peakMegabytes: process.resourceUsage().maxRSS / 1024, failures }));
rmSync(folder, { recursive: true });

function makePayouts(kind: string, count: number): PayoutRequest[] {
  return Array.from({ length: count }, (_, index) => ({
    reference: `${config.name}:${kind}:${index}`,
    recipientId: "acct_ready",
    amount: 1000 + index,
    currency: "usd",
  }));
}

/** What one writes by hand: so many loops over one list, each waiting for its own call. */
async function pool(requests: readonly PayoutRequest[]): Promise<number> {
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
  await Promise.all(Array.from({ length: config.concurrency }, loop));
  return failed;
}

async function batch(requests: readonly PayoutRequest[]): Promise<number> {
  const store = config.variant === "memory" ? memoryStore() : sqliteStore({ path: join(folder, "payouts.db") });
  const provider = stripeProvider({ apiKey: config.apiKey, baseUrl: config.url });
  const rate = { perSecond: 100_000, concurrency: config.concurrency };
  const client = new PayoutClient({ provider, store, rate, lookupNew: "never" });
  const report = await client.processBatchPayouts(requests);
  await client.close();
  return report.isOk() ? requests.length - report.value.counts.paid : requests.length;
}
