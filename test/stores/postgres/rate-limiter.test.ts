import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PayoutClient, type RateLimiter } from "../../../src/index.ts";
import { sandboxProvider } from "../../../src/providers/sandbox/index.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import { postgresRateLimiter } from "../../../src/stores/postgres/index.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { mostInWindow } from "../../pacing/pace.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

let server: PostgresServer;
let names = 0;
beforeAll(async () => {
  server = await startPostgres(["synchronous_commit=off"]);
});
afterAll(() => server.stop());

describe("the rate of many processes", () => {
  test("is kept in any second, and used", async () => {
    const limiters = limitersOf(3, 100);
    for (const limiter of limiters) assertOk(await limiter.acquire("write"));
    const starts = await takeFor(limiters, 3_000);
    expect(mostInWindow(starts, 1000)).toBeLessThanOrEqual(105);
    expect(starts.length / 3).toBeGreaterThan(80);
  });

  test("is counted for reads and writes apart, and for each name", async () => {
    const [limiter] = limitersOf(1, 10);
    const [other] = limitersOf(1, 10);
    const acquired = [limiter?.acquire("read"), limiter?.acquire("write"), other?.acquire("write")];
    const before = performance.now();
    for (const one of acquired) assertOk(await (one ?? Promise.reject(new Error("missing"))));
    expect(performance.now() - before).toBeLessThan(100);
  });

  test("costs a statement for a block of requests, and one alone reserves one", async () => {
    const pool = server.pool();
    let statements = 0;
    const counting = {
      query: (text: string, values: unknown[]) => {
        statements += 1;
        return pool.query(text, values);
      },
    };
    const limiter = postgresRateLimiter({ pool: counting, perSecond: 1000, name: `counted_${++names}`, block: 10 });
    assertOk(await limiter.acquire("write"));
    statements = 0;
    for (const result of await Promise.all(Array.from({ length: 40 }, () => limiter.acquire("write")))) assertOk(result);
    expect(statements).toBeLessThanOrEqual(8);
    const { rows } = await pool.query(
      `SELECT (extract(epoch FROM next_at - clock_timestamp()) * 1000)::int AS ahead FROM payoutkit_limits WHERE name = 'counted_${names}'`,
    );
    expect(rows[0].ahead).toBeLessThan(50);
  });

  test("is pushed forward for all by a 429 that one of them got, and halved", async () => {
    const [limited, other] = limitersOf(2, 100);
    if (limited === undefined || other === undefined) throw new Error("two limiters are needed");
    assertOk(await limited.acquire("write"));
    assertOk(await other.acquire("write"));
    limited.limited("write", 600);
    const pool = server.pool();
    const row = `FROM payoutkit_limits WHERE name = 'rate_${names}' AND kind = 'write'`;
    await expect.poll(async () => (await pool.query(`SELECT share ${row}`)).rows).toEqual([{ share: 0.5 }]);
    limited.limited("write", 600);
    const before = performance.now();
    assertOk(await other.acquire("write"));
    expect(performance.now() - before).toBeGreaterThan(400);
    expect((await pool.query(`SELECT share ${row}`)).rows).toEqual([{ share: 0.5 }]);
  });

  test("stays as it is after a 429 for too many requests at once, which may still ask all to wait", async () => {
    const [limited] = limitersOf(1, 100);
    if (limited === undefined) throw new Error("a limiter is needed");
    assertOk(await limited.acquire("write"));
    const before = performance.now();
    limited.limited("write", undefined, "concurrency");
    limited.limited("write", undefined, "endpoint_concurrency");
    assertOk(await limited.acquire("write"));
    expect(performance.now() - before).toBeLessThan(200);
    limited.limited("write", 600, "endpoint_concurrency");
    const row = `FROM payoutkit_limits WHERE name = 'rate_${names}' AND kind = 'write'`;
    const pool = server.pool();
    const ahead = async () => (await pool.query(`SELECT next_at > clock_timestamp() + interval '300 milliseconds' AS ahead, share ${row}`)).rows;
    await expect.poll(ahead).toEqual([{ ahead: true, share: 1 }]);
  });
});

describe("a limiter", () => {
  test("ends a wait on abort, and says so when the database is away", async () => {
    const [limiter] = limitersOf(1, 0.1);
    assertOk(await (limiter?.acquire("write") ?? Promise.reject(new Error("missing"))));
    const stop = new AbortController();
    const waiting = limiter?.acquire("write", stop.signal);
    stop.abort();
    expect(assertErr(await (waiting ?? Promise.reject(new Error("missing"))), "API_ERROR").reason).toBe("aborted");
    const away = postgresRateLimiter({ pool: server.pool({ port: 1 }), perSecond: 10 });
    expect(assertErr(await away.acquire("write"), "API_ERROR").reason).toBe("store_unavailable");
    away.limited("write");
  });

  test("plugs into a client", async () => {
    const sandbox = sandboxProvider({ balance: { usd: 100_000 } });
    const [rate] = limitersOf(1, 1000);
    const client = new PayoutClient({ provider: sandbox, store: memoryStore(), rate });
    sandbox.next("rate_limit");
    const request = { reference: "r1", recipientId: "acct_1", amount: 1000, currency: "usd" };
    assertOk(await client.sendPayout(request));
    expect(sandbox.movements()).toBe(1);
    const { rows } = await server.pool().query(`SELECT share FROM payoutkit_limits WHERE name = 'rate_${names}' AND share < 1`);
    expect(rows).toHaveLength(1);
  });

  test("of wrong options throws a TypeError", () => {
    const pool = server.pool();
    expect(() => postgresRateLimiter({ pool, perSecond: 0 })).toThrow(/^postgresRateLimiter: perSecond: expected/);
    expect(() => postgresRateLimiter({ pool, perSecond: 1, block: 0 })).toThrow(/^postgresRateLimiter: block: expected/);
    expect(() => postgresRateLimiter(JSON.parse('{"perSecond":1}'))).toThrow(/^postgresRateLimiter: pool: expected/);
  });
});

/** Limiters that share a rate, each as in a process of its own. */
function limitersOf(count: number, perSecond: number): RateLimiter[] {
  const name = `rate_${++names}`;
  return Array.from({ length: count }, () => postgresRateLimiter({ pool: server.pool({ max: 2 }), perSecond, name }));
}

/** Has each limiter asked by ten at once, for so long; gives when requests started. */
async function takeFor(limiters: readonly RateLimiter[], durationMs: number): Promise<number[]> {
  const starts: number[] = [];
  const endMs = performance.now() + durationMs;
  const ask = async (limiter: RateLimiter): Promise<void> => {
    while (performance.now() < endMs) {
      assertOk(await limiter.acquire("write"));
      starts.push(performance.now());
    }
  };
  await Promise.all(limiters.flatMap((limiter) => Array.from({ length: 10 }, () => ask(limiter))));
  return starts.filter((start) => start < endMs).sort((left, right) => left - right);
}
