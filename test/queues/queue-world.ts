import type pg from "pg";
import { PgBoss } from "pg-boss";
import { onTestFinished, vi } from "vitest";
import { PayoutClient, type PayoutClientOptions, type PayoutRequest } from "../../src/index.ts";
import { type SandboxProvider, sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { payoutQueue, type PayoutQueue, type PayoutQueueOptions, type QueueStore } from "../../src/queues/pg-boss/index.ts";
import { postgresStore } from "../../src/stores/postgres/index.ts";
import { assertOk } from "../../src/testing/assert.ts";
import type { PostgresServer } from "../stores/postgres/postgres-server.ts";

/** A queue of its own in a real server, with everything around it. */
export interface QueueWorld {
  readonly queue: PayoutQueue;
  readonly store: QueueStore;
  readonly client: PayoutClient;
  readonly sandbox: SandboxProvider;
  readonly boss: PgBoss;
  readonly pool: pg.Pool;
  /** The schema of the store. */
  readonly schema: string;
  /** The schema of pg-boss. */
  readonly jobs: string;
  /** Another queue on the same tables, as another process would have it. */
  another(options?: Partial<PayoutQueueOptions>): PayoutQueue;
}

let worlds = 0;

/** Makes a world; its queue is installed. */
export async function queueWorld(
  server: PostgresServer,
  options: Partial<PayoutQueueOptions> = {},
  clientOptions: Partial<PayoutClientOptions> = {},
): Promise<QueueWorld> {
  const schema = `store_${++worlds}`;
  const jobs = `jobs_${worlds}`;
  const pool = server.pool();
  const boss = await startBoss(server, jobs);
  const store = postgresStore({ pool, schema });
  const sandbox = sandboxProvider({ balance: { usd: 1_000_000_000 } });
  const rate = { perSecond: 10_000, concurrency: 50 };
  const client = new PayoutClient({ provider: sandbox, store, rate, ...clientOptions });
  const another = (others: Partial<PayoutQueueOptions> = {}): PayoutQueue =>
    payoutQueue({ boss, sender: client, store, ...options, ...others });
  const queue = another();
  assertOk(await queue.install());
  return { queue, store, client, sandbox, boss, pool, schema, jobs, another };
}

/** A pg-boss that ends when the test is over. */
export async function startBoss(server: PostgresServer, schema: string): Promise<PgBoss> {
  const boss = new PgBoss({
    host: "127.0.0.1",
    port: server.port,
    user: "postgres",
    password: "postgres",
    database: "postgres",
    schema,
    max: 4,
  });
  boss.on("error", () => {});
  await boss.start();
  onTestFinished(() => boss.stop({ graceful: false }));
  return boss;
}

/** Payouts of a batch. */
export function payouts(count: number, prefix = "2026-11"): PayoutRequest[] {
  return Array.from({ length: count }, (_, index) => ({
    reference: `${prefix}:member_${index}`,
    recipientId: `acct_${index}`,
    amount: 1000 + index,
    currency: "usd",
  }));
}

/** Works until a batch is over; gives what the worker did. */
export async function workUntilOver(queue: PayoutQueue, batchId: string) {
  return workUntil(queue, async () => assertOk(await queue.status(batchId)).isOver);
}

/** Works until something holds. */
export async function workUntil(queue: PayoutQueue, holds: () => Promise<boolean>) {
  const stop = new AbortController();
  const working = queue.work({ signal: stop.signal });
  try {
    await untilHolds(holds);
  } finally {
    stop.abort();
  }
  return assertOk(await working);
}

/** Asks again and again, of things that happen in other processes or in the database. */
export async function untilHolds(holds: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await holds())) throw new Error("it doesn't hold yet");
    },
    { timeout: timeoutMs, interval: 50 },
  );
}
