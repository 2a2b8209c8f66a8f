import { PayoutClient } from "payoutkit";
import { memoryStore } from "payoutkit/memory";
import { stripeProvider } from "payoutkit/stripe";
import Stripe from "stripe";

/** One run of one variant of the rate benchmark, in a process of its own; prints its figures as one line of JSON. */
interface Config {
  readonly variant: "pool" | "payoutkit";
  readonly name: string;
  readonly payouts: number;
  readonly url: string;
  readonly apiKey: string;
}

const config: Config = JSON.parse(process.argv[2] ?? "{}");
const payouts = Array.from({ length: config.payouts }, (_, index) => ({
  ...{ reference: `${config.name}:${index}`, recipientId: "acct_ready", amount: 1000 + index, currency: "usd" },
}));
const startedMs = performance.now();
const run = config.variant === "pool" ? await pool() : await batch();
console.log(JSON.stringify({ wallMs: performance.now() - startedMs, ...run }));

/** Fifty loops over one list, which know nothing of a rate. */
async function pool(): Promise<{ failures: number; limited: number }> {
  const { hostname: host, port } = new URL(config.url);
  const stripe = new Stripe(config.apiKey, { host, port, protocol: "http" });
  const rest = payouts.values();
  let failures = 0;
  const loop = async (): Promise<void> => {
    for (const { reference, recipientId: destination, amount, currency } of rest) {
      const sent = stripe.transfers.create({ amount, currency, destination, metadata: { reference } }, { idempotencyKey: reference });
      await sent.catch(() => (failures += 1));
    }
  };
  await Promise.all(Array.from({ length: 50 }, loop));
  return { failures, limited: failures };
}

async function batch(): Promise<{ failures: number; limited: number }> {
  const provider = stripeProvider({ apiKey: config.apiKey, baseUrl: config.url });
  let limited = 0;
  const onEvent = ({ type }: { readonly type: string }): void => {
    if (type === "request.rate_limited") limited += 1;
  };
  const client = new PayoutClient({ provider, store: memoryStore(), onEvent });
  const report = await client.processBatchPayouts(payouts);
  await client.close();
  return { failures: report.isOk() ? payouts.length - report.value.counts.paid : payouts.length, limited };
}
