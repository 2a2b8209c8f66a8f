import { errAsync, ok, ResultAsync } from "neverthrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiError } from "../../src/domain/api-error.ts";
import type { PayoutError, PayoutSender } from "../../src/index.ts";
import { payoutQueue } from "../../src/queues/pg-boss/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { type PostgresServer, startPostgres } from "../stores/postgres/postgres-server.ts";
import { payouts, queueWorld, startBoss, untilHolds, workUntil, workUntilOver } from "./queue-world.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

describe("a job", () => {
  test("of a payout that is paid or refused is completed, and the status says why", async () => {
    const { queue, boss, sandbox } = await queueWorld(server);
    sandbox.setRecipient("acct_1", "not_ready");
    assertOk(await queue.enqueue(payouts(3), { batchId: "b" }));
    expect(await workUntilOver(queue, "b")).toEqual({ paid: 2, failed: 1, review: 0, putBack: 0 });
    const states = (await boss.findJobs("payoutkit")).map(({ state }) => state);
    expect(states).toEqual(["completed", "completed", "completed"]);
    expect(assertOk(await queue.status("b"))).toMatchObject({
      total: 3,
      isOver: true,
      counts: { paid: 2, failed: 1 },
      problems: [{ reference: "2026-11:member_1", state: "failed", error: { code: "INVALID_RECIPIENT", reason: "not_ready" } }],
    });
  });

  test("of a payout that was turned away is completed, and another one with a start time goes on with it", async () => {
    const { queue, boss, store, pool, schema } = await queueWorld(server);
    assertOk(await queue.enqueue(payouts(1), { batchId: "b" }));
    const limited = apiError("rate_limited", "not_created", "slower", { details: { retryAfterMs: 60_000 } });
    const report = await workUntil(
      payoutQueue({ boss, store, sender: answering(limited) }),
      async () => (await pool.query(`SELECT FROM ${schema}.payoutkit_queued WHERE tries = 1`)).rows.length === 1,
    );
    expect(report).toMatchObject({ paid: 0, putBack: 1 });
    const jobs = (await boss.findJobs<object>("payoutkit")).toSorted((left, right) => +left.createdOn - +right.createdOn);
    expect(jobs.map(({ state, retryCount }) => [state, retryCount])).toEqual([["completed", 0], ["created", 0]]);
    const [, next] = jobs;
    expect(Number(next?.startAfter) - Number(next?.createdOn)).toBe(60_000);
    expect(assertOk(await queue.status("b"))).toMatchObject({
      counts: { waiting: 1 },
      problems: [{ state: "waiting", tries: 1, error: { reason: "rate_limited" } }],
    });
  });

  test("of a payout whose answer was lost is followed by one that learns it", async () => {
    const { queue, sandbox } = await queueWorld(server, {}, { timeoutMs: 400 });
    sandbox.next("lose_response");
    assertOk(await queue.enqueue(payouts(1), { batchId: "b" }));
    expect(await workUntilOver(queue, "b")).toMatchObject({ paid: 1, failed: 0 });
    expect(sandbox.movements()).toBe(1);
  });

  test("fails only where something around its worker did, and is tried again", async () => {
    const { queue, boss, store, client, pool, jobs } = await queueWorld(server);
    let calls = 0;
    const sender: PayoutSender = {
      sendPayout: (request) => (++calls === 1 ? errAsync(apiError("store_unavailable", "unknown", "away")) : client.sendPayout(request)),
    };
    assertOk(await queue.enqueue(payouts(1), { batchId: "b" }));
    expect(await workUntilOver(payoutQueue({ boss, store, sender }), "b")).toMatchObject({ paid: 1 });
    const { rows } = await pool.query(`SELECT state, retry_count FROM ${jobs}.job WHERE name = 'payoutkit'`);
    expect(rows).toEqual([{ state: "completed", retry_count: 1 }]);
  });

  test("of several payouts fails only for what isn't done of them", async () => {
    const { queue, boss, store, client, pool, jobs, sandbox } = await queueWorld(server);
    const calls = new Map<string, number>();
    const sender: PayoutSender = {
      sendPayout: (request) => {
        const count = (calls.get(request.reference) ?? 0) + 1;
        calls.set(request.reference, count);
        const isAway = request.reference === "2026-11:member_0" && count === 1;
        return isAway ? errAsync(apiError("store_unavailable", "unknown", "away")) : client.sendPayout(request);
      },
    };
    assertOk(await queue.enqueue(payouts(600), { batchId: "b" }));
    expect(await workUntilOver(payoutQueue({ boss, store, sender }), "b")).toMatchObject({ paid: 600 });
    expect([...calls].filter(([, count]) => count > 1)).toEqual([["2026-11:member_0", 2]]);
    expect(sandbox.movements()).toBe(600);
    const { rows } = await pool.query(
      `SELECT state, retry_count, count(*)::int AS jobs FROM ${jobs}.job WHERE name = 'payoutkit' GROUP BY 1, 2 ORDER BY 2`,
    );
    expect(rows).toEqual([{ state: "completed", retry_count: 0, jobs: 199 }, { state: "completed", retry_count: 1, jobs: 1 }]);
  });

  test("that is handed out twice at once moves the money once", async () => {
    const { queue, another, sandbox, pool, jobs } = await queueWorld(server);
    sandbox.next("slow", { delayMs: 1_500 });
    assertOk(await queue.enqueue(payouts(1), { batchId: "b" }));
    const first = workUntilOver(queue, "b");
    await untilHolds(async () => (await pool.query(`SELECT FROM ${jobs}.job WHERE state = 'active'`)).rows.length > 0);
    await pool.query(`UPDATE ${jobs}.job SET state = 'retry', retry_count = 1 WHERE state = 'active'`);
    const reports = await Promise.all([first, workUntilOver(another(), "b")]);
    expect(reports.reduce((sum, { paid }) => sum + paid, 0)).toBe(2);
    expect(sandbox.movements()).toBe(1);
  });

  test("waits for years, is given back often, and is watched, though the queue was made with other settings", async () => {
    const schema = "jobs_of_defaults";
    const boss = await startBoss(server, schema);
    await boss.createQueue("payoutkit");
    const { store, client } = await queueWorld(server);
    const queue = payoutQueue({ boss, store, sender: client });
    assertOk(await queue.install());
    expect(await boss.getQueue("payoutkit")).toMatchObject({
      retentionSeconds: 315_360_000,
      retryLimit: 1_000,
      retryBackoff: true,
      heartbeatSeconds: 15,
      expireInSeconds: 3_600,
    });
  });
});

describe("a worker", () => {
  test("ends with the error of a key that is refused, and loses nothing", async () => {
    const { queue, boss, store } = await queueWorld(server);
    assertOk(await queue.enqueue(payouts(20), { batchId: "b" }));
    const refusing = payoutQueue({ boss, store, sender: answering(apiError("authentication", "not_created", "no such key")) });
    expect(assertErr(await refusing.work(), "API_ERROR").reason).toBe("authentication");
    expect(assertOk(await queue.status("b")).counts).toMatchObject({ waiting: 20 });
  });

  test("that is told to stop finishes what is under way and takes nothing new", async () => {
    const { another, queue, sandbox } = await queueWorld(server, { concurrency: 2 });
    sandbox.next("slow", { delayMs: 700, times: 2 });
    assertOk(await queue.enqueue(payouts(30), { batchId: "b" }));
    const stop = new AbortController();
    const working = another().work({ signal: stop.signal });
    await untilHolds(async () => assertOk(await queue.status("b")).counts.sending === 2);
    stop.abort();
    expect(assertOk(await working)).toEqual({ paid: 2, failed: 0, review: 0, putBack: 0 });
    expect(assertOk(await queue.status("b")).counts).toMatchObject({ paid: 2, waiting: 28, sending: 0 });
  });

  test("that is told to stop leaves what it didn't get to of a job to another one", async () => {
    const { another, queue, sandbox, pool, jobs } = await queueWorld(server, { concurrency: 2 });
    sandbox.next("slow", { delayMs: 700, times: 2 });
    assertOk(await queue.enqueue(payouts(4_000), { batchId: "b" }));
    const stop = new AbortController();
    const working = another().work({ signal: stop.signal });
    await untilHolds(async () => assertOk(await queue.status("b")).counts.sending === 2);
    stop.abort();
    expect(assertOk(await working)).toEqual({ paid: 2, failed: 0, review: 0, putBack: 0 });
    expect(assertOk(await queue.status("b")).counts).toMatchObject({ paid: 2, waiting: 3_998, sending: 0 });
    const { rows } = await pool.query(
      `SELECT state, count(*)::int AS jobs FROM ${jobs}.job WHERE name = 'payoutkit' GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([{ state: "created", jobs: 199 + 18 }, { state: "completed", jobs: 1 }]);
    expect(assertOk(await queue.sweep())).toEqual({ checked: 3_998, putBack: 0 });
  });

  test("that is told to stop and has no patience puts back what hasn't left, and it can be canceled", async () => {
    const { queue } = await queueWorld(server, {}, {
      rate: { perSecond: 1 },
      lookupNew: "never",
      checkBalance: false,
    });
    assertOk(await queue.enqueue(payouts(5), { batchId: "b" }));
    const stop = new AbortController();
    const working = queue.work({ signal: stop.signal, graceMs: 1 });
    await untilHolds(async () => assertOk(await queue.status("b")).counts.sending > 0);
    stop.abort();
    const { putBack } = assertOk(await working);
    expect(putBack).toBeGreaterThan(0);
    expect(assertOk(await queue.cancel("b"))).toEqual({ canceled: putBack, left: [] });
  });

  test("that died has its jobs taken over", async () => {
    const { queue, boss, pool, jobs, sandbox } = await queueWorld(server);
    assertOk(await queue.enqueue(payouts(4), { batchId: "b" }));
    expect(await boss.fetch("payoutkit", { batchSize: 3 })).toHaveLength(3);
    await pool.query(`UPDATE ${jobs}.job SET heartbeat_on = heartbeat_on - interval '20 seconds' WHERE state = 'active'`);
    expect(await workUntilOver(queue, "b")).toMatchObject({ paid: 4 });
    expect(sandbox.movements()).toBe(4);
  });

  test("does what is due on a schedule", async () => {
    const { queue, boss, store, client } = await queueWorld(server);
    const done: string[] = [];
    const sender: PayoutSender = {
      sendPayout: (request) => client.sendPayout(request),
      recover: () => new ResultAsync(Promise.resolve(ok(done.push("recover")))),
    };
    const worker = payoutQueue({ boss, store, sender });
    assertOk(await worker.install({ schedules: { sweep: "*/7 * * * *" } }));
    const kept = (await boss.getSchedules("payoutkit-chores")).map(({ key, cron }) => [key, cron]);
    expect(kept.map(String).toSorted()).toEqual(["recover,*/5 * * * *", "sweep,*/7 * * * *"]);
    await boss.send("payoutkit-chores", { subjects: ["recover"] });
    await workUntil(worker, async () => done.length === 1);
    assertOk(await queue.install());
    const ofClient = (await boss.getSchedules("payoutkit-chores")).map(({ key }) => key);
    expect(ofClient.toSorted()).toEqual(["reconcile", "recover", "sweep", "syncHistory"]);
  });
});

function answering(error: PayoutError): PayoutSender {
  return { sendPayout: () => errAsync(error) };
}
