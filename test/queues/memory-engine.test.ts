import { afterAll, beforeAll, expect, test } from "vitest";
import { apiError } from "../../src/domain/api-error.ts";
import { errAsync } from "neverthrow";
import type { PayoutSender } from "../../src/index.ts";
import { createPayoutQueue, type PayoutQueue } from "../../src/queues/payouts/payout-queue.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { type PostgresServer, startPostgres } from "../stores/postgres/postgres-server.ts";
import { memoryEngine } from "./memory-engine.ts";
import { payouts, queueWorld, untilHolds, workUntilOver } from "./queue-world.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const never = { schedules: { recover: false, sweep: false, reconcile: false, syncHistory: false } } as const;

test("another engine for the jobs takes a page, and the payouts are paid once", async () => {
  const { store, client, sandbox } = await queueWorld(server);
  const queue = await queueOver(store.queue, client);
  assertOk(await queue.enqueue(payouts(20), { batchId: "b" }));
  expect(assertOk(await queue.enqueue(payouts(20), { batchId: "b" }))).toMatchObject({ known: 20 });
  expect(await workUntilOver(queue, "b")).toMatchObject({ paid: 20 });
  expect(sandbox.movements()).toBe(20);
});

test("another engine's dead letters are redriven likewise", async () => {
  const { store, client, sandbox } = await queueWorld(server);
  let away = true;
  const sender: PayoutSender = {
    sendPayout: (request) => (away ? errAsync(apiError("store_unavailable", "unknown", "away")) : client.sendPayout(request)),
  };
  const queue = await queueOver(store.queue, sender);
  assertOk(await queue.enqueue(payouts(2), { batchId: "b" }));
  const stop = new AbortController();
  const working = queue.work({ signal: stop.signal });
  await untilHolds(async () => assertOk(await queue.listDeadLetters()).length === 2);
  stop.abort();
  assertOk(await working);
  away = false;
  expect(assertOk(await queue.redrive())).toBe(2);
  expect(await workUntilOver(queue, "b")).toMatchObject({ paid: 2 });
  expect(sandbox.movements()).toBe(2);
});

async function queueOver(ledger: Parameters<typeof createPayoutQueue>[0]["ledger"], sender: PayoutSender): Promise<PayoutQueue> {
  const engine = memoryEngine(assertOk(await ledger.place()));
  const scope = { queue: "memory", namespace: "default" };
  const queue = createPayoutQueue({ engine, ledger, sender, scope, clock: systemClock, rate: null, concurrency: 10 });
  assertOk(await queue.install(never));
  return queue;
}
