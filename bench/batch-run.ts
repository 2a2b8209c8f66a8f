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
  readonly concurrency: number;
  readonly url: string;
  readonly apiKey: string;
}

const config: Config = JSON.parse(process.argv[2] ?? "{}");
const payouts = Array.from({ length: config.payouts }, (_, index) => ({
  reference: `${config.name}:${index}`,
  recipientId: "acct_ready",
  amount: 1000 + index,
  currency: "usd",
}));
const folder = mkdtempSync(join(tmpdir(), "payoutkit-bench-"));
const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
const failures = config.variant === "pool" ? await pool() : await batch();
const wallMs = performance.now() - startedMs;
const cpu = process.cpuUsage(cpuBefore);
const cpuMicrosEach = (cpu.user + cpu.system) / config.payouts;
console.log(JSON.stringify({ wallMs, cpuMicrosEach, peakMegabytes: process.resourceUsage().maxRSS / 1024, failures }));
rmSync(folder, { recursive: true });

/** What one writes by hand: so many loops over one list, each waiting for its own call. */
async function pool(): Promise<number> {
  const { hostname: host, port } = new URL(config.url);
  const stripe = new Stripe(config.apiKey, { host, port, protocol: "http", maxNetworkRetries: 0 });
  const rest = payouts.values();
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

async function batch(): Promise<number> {
  const store = config.variant === "memory" ? memoryStore() : sqliteStore({ path: join(folder, "payouts.db") });
  const provider = stripeProvider({ apiKey: config.apiKey, baseUrl: config.url });
  const rate = { perSecond: 100_000, concurrency: config.concurrency };
  const client = new PayoutClient({ provider, store, rate, lookupNew: "never" });
  const requests: PayoutRequest[] = payouts;
  const report = await client.processBatchPayouts(requests);
  await client.close();
  return report.isOk() ? config.payouts - report.value.counts.paid : config.payouts;
}
