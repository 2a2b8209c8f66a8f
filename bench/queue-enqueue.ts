import pg from "pg";
import { PayoutClient, type PayoutRequest } from "payoutkit";
import { payoutQueue, startBoss } from "payoutkit/pg-boss";
import { postgresStore } from "payoutkit/postgres";
import { sandboxProvider } from "payoutkit/sandbox";

/** Enqueues payouts in a process of its own; prints its figures as one line of JSON. */
const { connectionString, payouts } = JSON.parse(process.argv[2] ?? "{}");
const started = await startBoss({ connectionString });
if (started.isErr()) throw started.error;
const pool = new pg.Pool({ connectionString, max: 4 });
const store = postgresStore({ pool });
const sender = new PayoutClient({ provider: sandboxProvider({ balance: { usd: 1e14 } }), store });
const queue = payoutQueue({ boss: started.value.boss, sender, store });
const installed = await queue.install();
if (installed.isErr()) throw installed.error;
const startedMs = performance.now();
const before = process.cpuUsage();
const report = await queue.enqueue(requests(payouts), { batchId: "bench" });
const seconds = (performance.now() - startedMs) / 1000;
const { user, system } = process.cpuUsage(before);
if (report.isErr()) throw report.error;
const { added } = report.value;
console.log(JSON.stringify({ added, seconds, cpuMicros: user + system, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
await started.value.stop();
await pool.end();

function* requests(count: number): Generator<PayoutRequest> {
  for (let index = 0; index < count; index++) {
    const reference = `2026-11:member_${String(index).padStart(8, "0")}`;
    yield { reference, recipientId: `acct_${index}`, amount: 1000 + (index % 5000), currency: "usd" };
  }
}
