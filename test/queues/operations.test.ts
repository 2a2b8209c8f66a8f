import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { payoutQueue } from "../../src/queues/pg-boss/index.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { postgresStore } from "../../src/stores/postgres/index.ts";
import { type PostgresServer, startPostgres } from "../stores/postgres/postgres-server.ts";
import { payouts, queueWorld, startBoss, untilHolds, workUntilOver } from "./queue-world.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

describe("cancel", () => {
  test("calls off one payout or all, and what is called off isn't sent", async () => {
    const { queue, sandbox } = await queueWorld(server);
    assertOk(await queue.enqueue(payouts(5), { batchId: "b" }));
    assertOk(await queue.enqueue(payouts(2, "other"), { batchId: "c" }));
    const one = await queue.cancel("b", ["2026-11:member_3", "other:member_0"]);
    expect(assertOk(one)).toEqual({ canceled: 1, left: [{ reference: "other:member_0", error: null }] });
    expect(assertOk(await queue.cancel("b"))).toEqual({ canceled: 4, left: [] });
    expect(await workUntilOver(queue, "c")).toMatchObject({ paid: 2 });
    expect(assertOk(await queue.status("b")).counts).toMatchObject({ canceled: 5, paid: 0 });
    expect(sandbox.movements()).toBe(2);
  });

  test("of what a worker has taken up is refused, and of what somebody else sent too", async () => {
    const { queue, client, sandbox } = await queueWorld(server);
    const [first, second] = payouts(2);
    if (first === undefined || second === undefined) throw new Error("two payouts are needed");
    assertOk(await queue.enqueue([first, second], { batchId: "b" }));
    assertOk(await client.sendPayout(second));
    expect(assertOk(await queue.status("b")).counts).toMatchObject({ waiting: 1, paid: 1 });
    sandbox.next("slow", { delayMs: 700 });
    const working = workUntilOver(queue, "b");
    await untilHolds(async () => assertOk(await queue.status("b")).counts.sending === 1);
    expect(assertOk(await queue.cancel("b"))).toEqual({ canceled: 0, left: [] });
    await working;
    expect(assertOk(await queue.status("b")).counts).toMatchObject({ paid: 2, canceled: 0 });
    expect(sandbox.movements()).toBe(2);
  });

  test("calls off what a worker has taken and not got to", async () => {
    const { queue, another, sandbox } = await queueWorld(server, { concurrency: 1 });
    sandbox.next("slow", { delayMs: 700 });
    assertOk(await queue.enqueue(payouts(4_000), { batchId: "b" }));
    const working = workUntilOver(another(), "b");
    await untilHolds(async () => assertOk(await queue.status("b")).counts.sending === 1);
    expect(assertOk(await queue.cancel("b"))).toEqual({ canceled: 3_999, left: [] });
    expect(await working).toMatchObject({ paid: 1, putBack: 0 });
    expect(sandbox.movements()).toBe(1);
  });

  test("never loses against a send: each payout is paid or canceled, never both", async () => {
    const { queue, another, sandbox } = await queueWorld(server, { concurrency: 5 });
    assertOk(await queue.enqueue(payouts(200), { batchId: "b" }));
    const working = workUntilOver(another(), "b");
    await untilHolds(async () => assertOk(await queue.status("b")).counts.paid > 20);
    const { canceled } = assertOk(await queue.cancel("b"));
    await working;
    expect(canceled).toBeGreaterThan(0);
    expect(assertOk(await queue.status("b")).counts).toMatchObject({ canceled, paid: 200 - canceled });
    expect(sandbox.movements()).toBe(200 - canceled);
  });

  test("can be undone by enqueueing again", async () => {
    const { queue } = await queueWorld(server);
    assertOk(await queue.enqueue(payouts(3), { batchId: "b" }));
    assertOk(await queue.cancel("b"));
    expect(assertOk(await queue.enqueue(payouts(3), { batchId: "b" }))).toMatchObject({ added: 3 });
    expect(await workUntilOver(queue, "b")).toMatchObject({ paid: 3 });
  });
});

describe("sweep", () => {
  test("puts back what the engine has forgotten, and nothing else", async () => {
    const { queue, pool, jobs } = await queueWorld(server);
    assertOk(await queue.enqueue(payouts(10), { batchId: "b" }));
    expect(assertOk(await queue.sweep())).toEqual({ checked: 10, putBack: 0 });
    await pool.query(`DELETE FROM ${jobs}.job WHERE id IN (SELECT id FROM ${jobs}.job WHERE name = 'payoutkit' LIMIT 4)`);
    expect(assertOk(await queue.sweep())).toEqual({ checked: 10, putBack: 4 });
    expect(assertOk(await queue.sweep())).toEqual({ checked: 10, putBack: 0 });
    expect(await workUntilOver(queue, "b")).toMatchObject({ paid: 10 });
  });
});

describe("a dead letter", () => {
  test("is listed with its reason, isn't swept, and is paid once it is redriven", async () => {
    const { queue, boss, store, pool, jobs, sandbox, client } = await queueWorld(server);
    assertOk(await queue.enqueue(payouts(600), { batchId: "b" }));
    await pool.query(`UPDATE ${jobs}.job SET retry_count = 20 WHERE data->'subjects'->>0 = '2026-11:member_0'`);
    const unlucky = payoutQueue({
      boss,
      store,
      sender: {
        sendPayout: (request) => {
          if (request.reference === "2026-11:member_0") throw new Error("out of memory");
          return client.sendPayout(request);
        },
      },
    });
    const stop = new AbortController();
    const working = unlucky.work({ signal: stop.signal });
    await untilHolds(async () => assertOk(await queue.listDeadLetters()).length === 1);
    stop.abort();
    assertOk(await working);
    expect(assertOk(await queue.listDeadLetters())).toMatchObject([
      { reference: "2026-11:member_0", why: "the sender threw: out of memory" },
    ]);
    expect(assertOk(await queue.sweep())).toEqual({ checked: 1, putBack: 0 });
    expect(assertOk(await queue.redrive())).toBe(1);
    expect(assertOk(await queue.listDeadLetters())).toEqual([]);
    await workUntilOver(queue, "b");
    expect(sandbox.movements()).toBe(600);
  });

  test("comes of each payout of a job whose workers died too often", async () => {
    const { queue, boss, pool, jobs, sandbox } = await queueWorld(server);
    const all = payouts(600);
    assertOk(await queue.enqueue(all, { batchId: "b" }));
    expect(await boss.fetch("payoutkit")).toMatchObject([{ data: { subjects: all.slice(0, 3).map(({ reference }) => reference) } }]);
    await pool.query(
      `UPDATE ${jobs}.job SET retry_count = 20, heartbeat_on = heartbeat_on - interval '20 seconds' WHERE state = 'active'`,
    );
    const stop = new AbortController();
    const working = queue.work({ signal: stop.signal });
    await untilHolds(async () => assertOk(await queue.listDeadLetters()).length === 3);
    stop.abort();
    assertOk(await working);
    expect(assertOk(await queue.listDeadLetters())).toMatchObject(all.slice(0, 3).map(({ reference }) => ({ reference, why: "its worker died" })));
    expect(assertOk(await queue.redrive())).toBe(3);
    await workUntilOver(queue, "b");
    expect(sandbox.movements()).toBe(600);
  });
});

describe("install", () => {
  test("can be repeated by many at once", async () => {
    const { another, queue } = await queueWorld(server);
    const installed = await Promise.all([queue.install(), another().install(), another().install()]);
    expect(installed.map((result) => result.isOk())).toEqual([true, true, true]);
  });

  test("refuses a store in another database than the jobs", async () => {
    const { client, boss } = await queueWorld(server);
    await server.pool().query("CREATE DATABASE elsewhere");
    const store = postgresStore({ pool: server.pool({ database: "elsewhere" }) });
    const failure = assertErr(await payoutQueue({ boss, sender: client, store }).install(), "API_ERROR");
    expect(failure.message).toMatch(/in the database postgres of .* and the store in elsewhere/);
  });

  test("refuses a table of a newer version and leaves it as it was", async () => {
    const { queue, pool, schema } = await queueWorld(server);
    await pool.query(`COMMENT ON TABLE ${schema}.payoutkit_queued IS 'payoutkit queue, version 2'`);
    expect(assertErr(await queue.install(), "API_ERROR").message).toContain('"payoutkit queue, version 2"');
  });

  test("with a pool that lends no connections leads to errors that say so", async () => {
    const { client } = await queueWorld(server);
    const pool = server.pool();
    const boss = await startBoss(server, "jobs_without_connections");
    const store = postgresStore({ pool: { query: (text, values) => pool.query(text, values) }, schema: "single" });
    const queue = payoutQueue({ boss, sender: client, store });
    assertOk(await queue.install());
    expect(assertErr(await queue.enqueue(payouts(1), { batchId: "b" }), "API_ERROR").message).toContain("give the store a pg.Pool");
  });
});

describe("a wrong configuration", () => {
  test("throws a TypeError that names the option", async () => {
    const { boss, store, client } = await queueWorld(server);
    const right = { boss, store, sender: client };
    const wrong: readonly [string, object][] = [
      ["options", null as never],
      ["boss", { ...right, boss: {} }],
      ["sender", { ...right, sender: {} }],
      ["store", { ...right, store: memoryStore() }],
      ["name", { ...right, name: "a b" }],
      ["namespace", { ...right, namespace: "" }],
      ["concurrency", { ...right, concurrency: 0 }],
      ["rate", { ...right, rate: { perSecond: 5 } }],
      ["clock", { ...right, clock: {} }],
    ];
    for (const [option, options] of wrong) {
      expect(() => payoutQueue(options as never)).toThrow(new RegExp(`^payoutQueue: ${option}: expected `));
    }
  });
});
