import { writeSync } from "node:fs";
import pg from "pg";
import { PayoutClient } from "../../../src/index.ts";
import { sandboxProvider } from "../../../src/providers/sandbox/index.ts";
import { stripeProvider } from "../../../src/providers/stripe/index.ts";
import { payoutQueue, startBoss } from "../../../src/queues/pg-boss/index.ts";
import { postgresRateLimiter, postgresStore } from "../../../src/stores/postgres/index.ts";
import { assertOk } from "../../../src/testing/assert.ts";
import type { MachineTask } from "./machine-task.ts";

/** A worker as a process of its own: the client, a provider and a queue, put together as an application would. */
const task: MachineTask = JSON.parse(process.argv[2] ?? "null");
const { connectionString, standIn, perSecond, concurrency } = task;
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
const { boss, stop: stopBoss } = assertOk(await startBoss({ connectionString }));
const pool = new pg.Pool({ connectionString, max: 8 });
pool.on("error", () => {});
const store = postgresStore({ pool });
const provider = standIn === null ? sandboxProvider({ balance: { usd: 1e14 } }) : stripeProvider({ apiKey: standIn.apiKey, baseUrl: standIn.url });
const rate = perSecond === null ? { perSecond: 100_000, concurrency } : postgresRateLimiter({ pool, perSecond });
let paid = 0;
const client = new PayoutClient({ provider, store, rate, onEvent: ({ type }) => void (type === "payout.paid" && (paid += 1)) });
const queue = payoutQueue({ boss, sender: client, store, concurrency });
const told = setInterval(() => say({ paid }), 500);
const worked = await queue.work({ signal: stop.signal });
clearInterval(told);
say({ paid, ...(worked.isOk() ? { report: worked.value } : { error: worked.error.message }) });
assertOk(await client.close());
await stopBoss();
await pool.end();

/** Writes at once: what was said before a kill reaches whoever listens. */
function say(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
