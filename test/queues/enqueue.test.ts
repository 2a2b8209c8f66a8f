import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { type PostgresServer, startPostgres } from "../stores/postgres/postgres-server.ts";
import { payouts, queueWorld, workUntilOver } from "./queue-world.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres(["autovacuum=off"]);
});
afterAll(() => server.stop());

describe("enqueue", () => {
  test("keeps a payout and its job together, and the job carries only the reference", async () => {
    const { queue, pool, schema, jobs } = await queueWorld(server);
    const [payout] = payouts(1);
    expect(assertOk(await queue.enqueue(payout === undefined ? [] : [payout], { batchId: "b" }))).toEqual({
      total: 1,
      added: 1,
      known: 0,
      problems: [],
      problemsOmitted: 0,
      aborted: false,
    });
    const { rows } = await pool.query(
      `SELECT kept.request, job.data, job.state FROM ${schema}.payoutkit_queued AS kept JOIN ${jobs}.job ON job.id = kept.job`,
    );
    expect(rows).toEqual([
      { request: { ...payout, description: null, metadata: {} }, data: { subjects: [payout?.reference] }, state: "created" },
    ]);
  });

  test("of many payouts gives twenty to a job, and of those that are known to none", async () => {
    const { queue, pool, schema, jobs } = await queueWorld(server);
    const all = payouts(4_000);
    assertOk(await queue.enqueue(all.slice(5, 30), { batchId: "b" }));
    assertOk(await queue.enqueue(all, { batchId: "b" }));
    const { rows } = await pool.query(
      `SELECT jsonb_array_length(data->'subjects') AS payouts, count(*)::int AS jobs FROM ${jobs}.job WHERE name = 'payoutkit' GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([{ payouts: 1, jobs: 25 }, { payouts: 5, jobs: 1 }, { payouts: 10, jobs: 1 }, { payouts: 20, jobs: 198 }]);
    const owned = `SELECT count(*)::int AS payouts FROM ${jobs}.job JOIN ${schema}.payoutkit_queued AS kept ON kept.job = job.id AND job.data->'subjects' ? kept.reference`;
    expect((await pool.query(owned)).rows).toEqual([{ payouts: 4_000 }]);
  });

  test("keeps whatever may stand in a description, and pays it so", async () => {
    const { queue, pool, schema } = await queueWorld(server);
    const [payout] = payouts(1);
    const description = "a\nb\t\u0000 \\ \" \u2028 {} ⚡";
    const odd = { ...payout, reference: 'ref "x", {y} \\ \u2028', description };
    assertOk(await queue.enqueue(JSON.parse(JSON.stringify([odd])), { batchId: "b" }));
    const { rows } = await pool.query<{ request: string }>(`SELECT request::text FROM ${schema}.payoutkit_queued`);
    expect(rows.map(({ request }) => JSON.parse(request))).toEqual([{ ...odd, metadata: {} }]);
    expect(await workUntilOver(queue, "b")).toMatchObject({ paid: 1 });
  });

  test("of the same payouts adds nothing, from whichever iterable", async () => {
    const { queue, pool, jobs } = await queueWorld(server);
    const all = payouts(50);
    assertOk(await queue.enqueue(all, { batchId: "b" }));
    const later = async function* () {
      yield* all;
      yield* payouts(60);
    };
    expect(assertOk(await queue.enqueue(later(), { batchId: "b" }))).toMatchObject({ total: 110, added: 10, known: 100 });
    expect((await pool.query(`SELECT count(*)::int AS jobs FROM ${jobs}.job WHERE name = 'payoutkit'`)).rows).toEqual([{ jobs: 60 }]);
  });

  test("by two processes at once adds each payout once", async () => {
    const { queue, another, pool, jobs } = await queueWorld(server);
    const both = await Promise.all([
      queue.enqueue(payouts(5000), { batchId: "b" }),
      another().enqueue(payouts(5000).toReversed(), { batchId: "b" }),
    ]);
    const added = both.map((result) => assertOk(result).added);
    expect((added[0] ?? 0) + (added[1] ?? 0)).toBe(5000);
    const carried = `SELECT count(DISTINCT subject)::int AS payouts FROM ${jobs}.job, jsonb_array_elements_text(data->'subjects') AS subject`;
    expect((await pool.query(carried)).rows).toEqual([{ payouts: 5000 }]);
  });

  test("tells what is wrong with a payout by its place, and enqueues the others", async () => {
    const { queue } = await queueWorld(server);
    const [first, second] = payouts(2);
    const wrong = [first, { ...second, amount: 1.5 }, { ...first, amount: 7 }, first, null];
    const report = assertOk(await queue.enqueue(JSON.parse(JSON.stringify(wrong)), { batchId: "b" }));
    expect(report).toMatchObject({ total: 5, added: 1, known: 1 });
    expect(report.problems.map(({ index, error }) => [index, error.reason])).toEqual([
      [1, "invalid"],
      [2, "reference_conflict"],
      [4, "invalid"],
    ]);
    const again = assertOk(await queue.enqueue(JSON.parse(JSON.stringify([{ ...first, amount: 8 }])), { batchId: "b" }));
    expect(again.problems.map(({ error }) => error.reason)).toEqual(["reference_conflict"]);
  });

  test("whose iterable throws says how many were kept, and can be repeated", async () => {
    const { queue } = await queueWorld(server);
    const broken = function* () {
      yield* payouts(5000);
      throw new Error("the cursor was closed");
    };
    const error = assertErr(await queue.enqueue(broken(), { batchId: "b" }), "INVALID_REQUEST");
    expect(error.message).toContain("the cursor was closed); 4000 were enqueued");
    expect(assertOk(await queue.enqueue(payouts(5000), { batchId: "b" }))).toMatchObject({ added: 1000, known: 4000 });
  });

  test("needs the id of a batch and something to read", async () => {
    const { queue } = await queueWorld(server);
    expect(assertErr(await queue.enqueue([], { batchId: "" }), "INVALID_REQUEST").message).toContain("batchId");
    expect(assertErr(await queue.enqueue(JSON.parse("{}"), { batchId: "b" }), "INVALID_REQUEST").message).toContain("payouts");
    expect(assertErr(await queue.status("\n"), "INVALID_REQUEST").message).toContain("batchId");
  });

  test("of ten thousand refreshes the statistics of both tables, though nobody else does", async () => {
    const { queue, pool, schema, jobs } = await queueWorld(server);
    assertOk(await queue.enqueue(payouts(10_000), { batchId: "b" }));
    const { rows } = await pool.query(
      `SELECT reltuples::int AS rows FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
       WHERE relkind = 'r' AND (nspname = '${schema}' AND relname = 'payoutkit_queued' OR nspname = '${jobs}' AND relname ~ '^j[0-9a-f]{20,}$') ORDER BY 1 DESC`,
    );
    expect(rows).toEqual([{ rows: 10_000 }, { rows: 600 }]);
  });

  test("of a paid payout changes nothing, even after its job was deleted", async () => {
    const { queue, boss, sandbox } = await queueWorld(server);
    assertOk(await queue.enqueue(payouts(3), { batchId: "b" }));
    await workUntilOver(queue, "b");
    await boss.deleteAllJobs("payoutkit");
    expect(assertOk(await queue.enqueue(payouts(3), { batchId: "c" }))).toMatchObject({ added: 0, known: 3 });
    expect(sandbox.movements()).toBe(3);
  });

  test("of a payout that failed pays it: only that does", async () => {
    const { queue, sandbox } = await queueWorld(server);
    sandbox.setRecipient("acct_0", "not_ready");
    assertOk(await queue.enqueue(payouts(2), { batchId: "b" }));
    expect(await workUntilOver(queue, "b")).toMatchObject({ paid: 1, failed: 1 });
    sandbox.setRecipient("acct_0", "ready");
    assertOk(await queue.sweep());
    expect(assertOk(await queue.status("b")).counts).toMatchObject({ paid: 1, failed: 1, waiting: 0 });
    expect(assertOk(await queue.enqueue(payouts(2), { batchId: "b" }))).toMatchObject({ added: 1, known: 1 });
    expect(await workUntilOver(queue, "b")).toMatchObject({ paid: 1, failed: 0 });
    expect(sandbox.movements()).toBe(2);
  });
});
