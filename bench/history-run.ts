import { join } from "node:path";
import { PayoutClient, type TotalPaidRequest } from "payoutkit";
import { memoryStore } from "payoutkit/memory";
import { sqliteStore } from "payoutkit/sqlite";
import { stripeProvider } from "payoutkit/stripe";
import Stripe from "stripe";

/** One run of one variant of the history benchmark, in a process of its own; prints its figures as one line of JSON. */
interface Config {
  readonly variant: "autoPagingEach" | "windows" | "listing" | "sync" | "store";
  readonly url: string;
  readonly apiKey: string;
  /** Where the store's file is. */
  readonly folder: string;
}

const config: Config = JSON.parse(process.argv[2] ?? "{}");
const variants: Record<Config["variant"], () => Promise<number>> = {
  autoPagingEach: pageByHand,
  windows: () => total({}),
  listing: iterate,
  sync,
  store: () => total({ history: "store" }),
};
const store = ["sync", "store"].includes(config.variant) ? sqliteStore({ path: join(config.folder, "payouts.db") }) : memoryStore();
const provider = stripeProvider({ apiKey: config.apiKey, baseUrl: config.url });
const client = new PayoutClient({ provider, store, rate: { perSecond: 100_000 }, timeoutMs: 600_000 });
// The first answer also asks which account is called, which a running server knows.
await client.getBalance();
if (config.variant === "store") await total({ history: "store", to: new Date(0) });
const startedMs = performance.now();
const paid = await variants[config.variant]();
const wallMs = performance.now() - startedMs;
console.log(JSON.stringify({ wallMs, paid, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
await client.close();

/** What one writes by hand. */
async function pageByHand(): Promise<number> {
  const { hostname: host, port } = new URL(config.url);
  const stripe = new Stripe(config.apiKey, { host, port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
  let sum = 0;
  await stripe.transfers.list({ limit: 100 }).autoPagingEach((transfer) => {
    sum += transfer.amount - transfer.amount_reversed;
  });
  return sum;
}

async function total(request: TotalPaidRequest): Promise<number> {
  const answer = await client.getTotalPaid(request);
  if (answer.isErr()) throw answer.error;
  return answer.value.reduce((sum, { amount }) => sum + amount, 0);
}

async function iterate(): Promise<number> {
  let sum = 0;
  for await (const transfer of client.iterateTransfers()) {
    if (transfer.isErr()) throw transfer.error;
    sum += transfer.value.amount - transfer.value.amountReversed;
  }
  return sum;
}

async function sync(): Promise<number> {
  const report = await client.syncHistory();
  if (report.isErr()) throw report.error;
  return total({ history: "store" });
}
