import { ok, okAsync } from "neverthrow";
import { PayoutClient, type PayoutRequest, type TransferProvider } from "payoutkit";
import { sqliteStore } from "payoutkit/sqlite";

/** One pass over a large batch, in a process of its own; prints its figures as one line of JSON. */
interface Config {
  readonly pass: "new" | "paid" | "plan";
  readonly rows: number;
  readonly path: string;
}

const config: Config = JSON.parse(process.argv[2] ?? "{}");
const client = new PayoutClient({ provider: instantProvider(), store: sqliteStore({ path: config.path }), lookupNew: "never" });
const startedMs = performance.now();
const counted = await run();
const wallMs = performance.now() - startedMs;
await client.close();
console.log(JSON.stringify({ wallMs, peakMegabytes: process.resourceUsage().maxRSS / 1024, failures: config.rows - counted }));

/** How many rows came out as they should. */
async function run(): Promise<number> {
  if (config.pass === "plan") {
    const plan = await client.planBatch(payouts());
    return plan.isOk() ? plan.value.alreadyPaid : 0;
  }
  const report = await client.processBatchPayouts(payouts());
  if (report.isErr()) return 0;
  return config.pass === "new" ? report.value.counts.paid : report.value.counts.alreadyPaid;
}

async function* payouts(): AsyncGenerator<PayoutRequest> {
  for (let index = 0; index < config.rows; index += 1) {
    yield { reference: `2026-11:member_${index}`, recipientId: `acct_${index % 50_000}`, amount: 1000 + (index % 500), currency: "usd" };
  }
}

/** A provider without latency and without memory: it says yes to everything, so that the library is what is measured. */
function instantProvider(): TransferProvider {
  const money = [{ amount: Number.MAX_SAFE_INTEGER, currency: "usd" }];
  const notFound = (): never => {
    throw new Error("this benchmark doesn't ask for transfers");
  };
  let made = 0;
  return {
    specificationVersion: "v1",
    name: "instant",
    capabilities: {
      ...{ keyWindowMs: 82_800_000, storesDeclines: true, settleMs: 900_000, quietMs: 43_200_000, timeoutMs: 30_000 },
      ...{ requestsPerSecond: { read: 1_000_000, write: 1_000_000 }, concurrency: 100, maxPageSize: 100 },
    },
    identify: () => okAsync({ mode: "test", account: "acct_instant", serverTimeMs: null }),
    balance: () => okAsync({ available: money, pending: [], spendable: money }),
    prepare: (payout) => ok({ apiVersion: null, body: JSON.stringify(payout) }),
    create: ({ prepared }) => {
      const { namespace, reference, recipientId, amount, currency } = JSON.parse(prepared.body);
      const about = { mark: { namespace, reference }, mode: "test", recipientId, amount, currency } as const;
      const rest = { amountReversed: 0, status: "paid", description: null, metadata: {}, createdAtMs: Date.now(), raw: null } as const;
      return okAsync({ transfer: { id: `tr_${made++}`, ...about, ...rest }, replayed: false, serverTimeMs: null });
    },
    get: notFound,
    list: () => okAsync({ transfers: [], nextCursor: null }),
    findByReference: () => okAsync({ transfers: [], serverTimeMs: null }),
  };
}
