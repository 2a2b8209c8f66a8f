import type { Result } from "neverthrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { payoutStates } from "../../../src/domain/payout-record.ts";
import type { StoreFailure } from "../../../src/ports/payout-store.ts";
import { type PostgresPool, postgresStore } from "../../../src/stores/postgres/index.ts";
import { schemaVersion } from "../../../src/stores/sql/schema.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { fullRecord, sampleId, sampleRecord, sampleScope } from "../../../src/testing/store-conformance-records.ts";
import { storeConformance } from "../../../src/testing/store-conformance.ts";
import { runChild } from "../child.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { waitForWaiter } from "./wait-for-waiter.ts";

let server: PostgresServer;
let schemas = 0;

// Nothing is flushed but by a commit that asks for it, so that a test can see which commit did.
beforeAll(async () => {
  server = await startPostgres(["synchronous_commit=off", "wal_writer_delay=10s", "autovacuum=off"]);
}, 60_000);

afterAll(() => server.stop());

describe("conformance", () => {
  storeConformance({
    name: "postgres",
    test,
    keepsHistory: true,
    create: async () => {
      const schema = newSchema();
      const pool = server.pool();
      return {
        store: postgresStore({ pool, schema }),
        reopen: async () => postgresStore({ pool: server.pool(), schema }),
        cleanup: async () => {
          await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
        },
      };
    },
  });
});

describe("statements", () => {
  test("are one for each call that loses nothing, and need no connection of their own", async () => {
    const texts: string[] = [];
    const pool = server.pool();
    const counting: PostgresPool = {
      query: (text, values) => {
        texts.push(text);
        return pool.query(text, values);
      },
    };
    const store = postgresStore({ pool: counting, schema: newSchema() });
    assertOk(await store.load([]));
    texts.length = 0;
    assertOk(
      await store.write([
        { record: sampleRecord("a"), replaces: null },
        { record: sampleRecord("b"), replaces: null },
      ]),
    );
    assertOk(await store.load([sampleId("a")]));
    assertOk(await store.list({ scope: sampleScope, states: payoutStates, after: null, limit: 5 }));
    assertOk(await store.writeNote(sampleScope, "a", "b"));
    assertOk(await store.readNote(sampleScope, "a"));
    expect(texts.length).toBe(5);
    for (const text of texts) expect(text).not.toMatch(/;|\bBEGIN\b|\bPREPARE\b|\bLISTEN\b/i);
  });

  test("work though each comes on a connection of its own", async () => {
    const pool: PostgresPool = {
      query: async (text, values) => {
        const one = server.pool({ max: 1 });
        return one.query(text, values);
      },
    };
    const store = postgresStore({ pool, schema: newSchema() });
    assertOk(await store.write([{ record: fullRecord("a"), replaces: null }]));
    const late = assertOk(
      await store.write([
        { record: sampleRecord("a"), replaces: "0" },
        { record: sampleRecord("b"), replaces: null },
      ]),
    );
    expect(late.entries).toEqual([{ written: false, current: fullRecord("a") }, { written: true }]);
  });

  test("give the time of the database", async () => {
    const pool = server.pool();
    const store = postgresStore({ pool, schema: newSchema() });
    const clock = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now";
    assertOk(await store.load([]));
    const {
      rows: [before],
    } = await pool.query(clock);
    const answers = [
      assertOk(await store.load([])),
      assertOk(await store.write([{ record: sampleRecord("a"), replaces: null }])),
      assertOk(await store.list({ scope: sampleScope, states: ["paid"], after: null, limit: 1 })),
    ];
    const {
      rows: [after],
    } = await pool.query(clock);
    for (const { nowMs } of answers) {
      expect(nowMs).toBeGreaterThanOrEqual(Math.floor(before.now));
      expect(nowMs).toBeLessThanOrEqual(after.now);
    }
  });

  test("that write are on the disk before they are answered, though the server commits later by default", async () => {
    const pool = server.pool({ max: 1 });
    const store = postgresStore({ pool, schema: newSchema() });
    assertOk(await store.load([]));
    await pool.query("CREATE TABLE IF NOT EXISTS public.control (n int)");
    const writes: readonly (() => Promise<Result<unknown, StoreFailure>>)[] = [
      async () => store.write([{ record: sampleRecord("a", { revision: "1" }), replaces: null }]),
      async () => store.write([{ record: sampleRecord("a", { revision: "2" }), replaces: "1" }]),
      async () => store.writeNote(sampleScope, "name", "value"),
    ];
    for (const write of writes) {
      await pool.query("INSERT INTO public.control VALUES (1)");
      expect(await isFlushed(pool)).toBe(false);
      assertOk(await write());
      expect(await isFlushed(pool)).toBe(true);
      expect((await pool.query("SHOW synchronous_commit")).rows).toEqual([{ synchronous_commit: "off" }]);
    }
  });

  test("use the index of open records", async () => {
    const pool = server.pool({ max: 1 });
    const schema = newSchema();
    const store = postgresStore({ pool, schema });
    const records = Array.from({ length: 2000 }, (_, place) =>
      sampleRecord(`r${place}`, { state: place % 500 === 0 ? "unknown" : "paid" }),
    );
    assertOk(await store.write(records.map((record) => ({ record, replaces: null }))));
    await pool.query(`ANALYZE ${schema}.payoutkit_records`);
    assertOk(await store.list({ scope: sampleScope, states: ["sending", "unknown"], after: null, limit: 100 }));
    await pool.query("SELECT pg_stat_force_next_flush()");
    const { rows } = await pool.query(
      "SELECT idx_scan::int AS scans FROM pg_stat_user_indexes WHERE schemaname = $1 AND indexrelname = 'payoutkit_records_open'",
      [schema],
    );
    expect(rows).toEqual([{ scans: 1 }]);
  });

  test("that would write a record twice are refused", async () => {
    const store = postgresStore({ pool: server.pool(), schema: newSchema() });
    const write = { record: sampleRecord("a"), replaces: null };
    expect(assertErr(await store.write([write, write]), "API_ERROR").message).toContain("twice");
    expect(assertOk(await store.load([sampleId("a")])).entries).toEqual([null]);
  });
});

describe("several processes", () => {
  test("that start at once create the tables together, and each record has one winner", async () => {
    const schema = newSchema();
    const names = ["a", "b", "c", "d"];
    const steps = ["1", "199", "77", "3"];
    const file = new URL("./claim-all.ts", import.meta.url);
    const children = await Promise.all(
      names.map((name, place) => runChild(file, [String(server.port), schema, name, steps[place] ?? "1"])),
    );
    expect(children.map((child) => [child.exitCode, child.errors])).toEqual(names.map(() => [0, ""]));
    const won = children.flatMap((child, place) => child.lines.map((reference) => [reference, names[place]]));
    expect(won.length).toBe(200);
    const { rows } = await server.pool().query(`SELECT reference, revision FROM ${schema}.payoutkit_records`);
    expect(new Map(rows.map((row) => [row.reference, row.revision]))).toEqual(
      new Map(won.map(([reference, name]) => [reference, name])),
    );
  }, 60_000);

  test("of one pool each on fresh tables, all isolated as strictly as can be, come to an end", async () => {
    const schema = newSchema();
    const stores = [1, 2, 3, 4].map(() =>
      postgresStore({ pool: server.pool({ options: "-c default_transaction_isolation=serializable" }), schema }),
    );
    const references = Array.from({ length: 40 }, (_, place) => `r${place}`);
    const orders = [references, references.toReversed(), references, references.toReversed()];
    const results = await Promise.all(
      stores.map((store, writer) =>
        store.write(
          (orders[writer] ?? []).map((reference) => ({
            record: sampleRecord(reference, { revision: `${writer}` }),
            replaces: null,
          })),
        ),
      ),
    );
    const won = results.flatMap((result) => assertOk(result).entries.filter((entry) => entry.written));
    expect(won.length).toBe(40);
  });
});

describe("tables", () => {
  test("live in public unless another schema is named", async () => {
    const pool = server.pool();
    assertOk(await postgresStore({ pool }).write([{ record: fullRecord("a"), replaces: null }]));
    const { rows } = await pool.query("SELECT reference, amount FROM public.payoutkit_records");
    expect(rows).toEqual([{ reference: "a", amount: "2500" }]);
  });

  test("live in a schema of any name", async () => {
    for (const schema of ['My "Schema"', "it's; DROP TABLE x --", "back\\slash", "$payoutkit$ $1", "sélect"]) {
      const store = postgresStore({ pool: server.pool(), schema });
      assertOk(await store.write([{ record: fullRecord("a"), replaces: null }]));
      expect(assertOk(await store.load([sampleId("a")])).entries).toEqual([fullRecord("a")]);
      const { rows } = await server
        .pool()
        .query("SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = $1", [schema]);
      expect(rows).toEqual([{ tables: 6 }]);
    }
  });

  test("of a newer version are refused and left as they were", async () => {
    const schema = newSchema();
    const pool = server.pool();
    assertOk(await postgresStore({ pool, schema }).load([]));
    await pool.query(`UPDATE ${schema}.payoutkit_schema SET version = 99`);
    const failure = assertErr(await postgresStore({ pool, schema }).load([]), "API_ERROR");
    expect(failure.message).toContain(
      `schema ${schema} have version 99, and this version of payoutkit knows ${schemaVersion}; upgrade payoutkit`,
    );
    expect(failure.retryable).toBe(false);
    expect((await pool.query(`SELECT version FROM ${schema}.payoutkit_schema`)).rows).toEqual([{ version: "99" }]);
  });

  test("that exist are used by a role that may not create any", async () => {
    const schema = newSchema();
    const pool = server.pool();
    assertOk(await postgresStore({ pool, schema }).load([]));
    await pool.query(
      `CREATE ROLE app LOGIN PASSWORD 'app'; GRANT USAGE ON SCHEMA ${schema} TO app; GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA ${schema} TO app`,
    );
    const app = server.pool({ user: "app", password: "app" });
    assertOk(await postgresStore({ pool: app, schema }).write([{ record: sampleRecord("a"), replaces: null }]));
    const failure = assertErr(await postgresStore({ pool: app, schema: newSchema() }).load([]), "API_ERROR");
    expect(failure.message).toMatch(/refused the statement; grant this role/);
  });

  test("in a database of another encoding are refused", async () => {
    await server.pool().query("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    const failure = assertErr(await postgresStore({ pool: server.pool({ database: "latin" }) }).load([]), "API_ERROR");
    expect(failure.message).toContain("has the encoding LATIN1; the store needs one with the encoding UTF8");
  });

  test("with a row that can't be read give an error that names the reference", async () => {
    const schema = newSchema();
    const pool = server.pool();
    const store = postgresStore({ pool, schema });
    assertOk(await store.write([{ record: fullRecord("a"), replaces: null }]));
    await pool.query(`UPDATE ${schema}.payoutkit_records SET document = '{}'`);
    expect(assertErr(await store.load([sampleId("b"), sampleId("a")]), "API_ERROR").reference).toBe("a");
    const writes = ["new", "a"].map((reference) => ({ record: sampleRecord(reference), replaces: null }));
    expect(assertErr(await store.write(writes), "API_ERROR").outcome).toBe("unknown");
  });
});

describe("a database that doesn't answer", () => {
  test("because nobody listens wrote nothing, and a later call tries again", async () => {
    let refused = true;
    const away = server.pool({ port: 1 });
    const here = server.pool();
    const pool: PostgresPool = { query: (text, values) => (refused ? away : here).query(text, values) };
    const store = postgresStore({ pool, schema: newSchema() });
    const failure = assertErr(await store.write([{ record: sampleRecord("a"), replaces: null }]), "API_ERROR");
    expect([failure.reason, failure.outcome, failure.retryable]).toEqual(["store_unavailable", "not_created", true]);
    refused = false;
    assertOk(await store.write([{ record: sampleRecord("a"), replaces: null }]));
  });

  test("because it canceled the statement wrote nothing", async () => {
    const { store, schema } = await storeWithRecord({ options: "-c statement_timeout=200" });
    await withLock(schema, async () => {
      const failure = assertErr(
        await store.write([{ record: sampleRecord("a", { revision: "2" }), replaces: "1" }]),
        "API_ERROR",
      );
      expect(failure.outcome).toBe("not_created");
      expect(failure.message).toContain("canceled the statement; raise statement_timeout");
    });
    expect(assertOk(await store.load([sampleId("a")])).entries[0]?.revision).toBe("1");
  });

  test("because the connection ended in the middle of a write may have written", async () => {
    const { store, schema } = await storeWithRecord({ application_name: "doomed" });
    await withLock(schema, async () => {
      const writing = store.write([{ record: sampleRecord("a", { revision: "2" }), replaces: "1" }]);
      await waitForWaiter(server.pool(), "doomed");
      await server
        .pool()
        .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'doomed'");
      expect(assertErr(await writing, "API_ERROR").outcome).toBe("unknown");
    });
    assertOk(await store.load([sampleId("a")]));
  });

  test("in words that can be understood is told as that", async () => {
    const real = server.pool();
    const answers: unknown[][] = [];
    const pool: PostgresPool = {
      query: async (text, values) => (answers.length > 0 ? { rows: answers.shift() ?? [] } : real.query(text, values)),
    };
    const store = postgresStore({ pool, schema: newSchema() });
    assertOk(await store.load([]));
    answers.push([]);
    expect(assertErr(await store.write([{ record: sampleRecord("a"), replaces: null }]), "API_ERROR").outcome).toBe(
      "unknown",
    );
    answers.push([]);
    expect(assertErr(await store.load([sampleId("a")]), "API_ERROR").message).toContain("0 rows for 1 records");
    answers.push([{ now_ms: "soon" }]);
    expect(assertErr(await store.load([]), "API_ERROR").outcome).toBe("not_created");
  });

  test("because the pool throws at once is an error all the same", async () => {
    const pool: PostgresPool = {
      query: () => {
        throw new Error("the pool was ended");
      },
    };
    expect(assertErr(await postgresStore({ pool }).load([]), "API_ERROR").message).toContain("the pool was ended");
  });
});

function newSchema(): string {
  schemas += 1;
  return `store_${schemas}`;
}

async function isFlushed(pool: PostgresPool): Promise<boolean> {
  const { rows } = await pool.query("SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn() AS flushed", []);
  return Reflect.get(Object(rows[0]), "flushed") === true;
}

async function storeWithRecord(
  config: Parameters<PostgresServer["pool"]>[0],
): Promise<{ store: ReturnType<typeof postgresStore>; schema: string }> {
  const schema = newSchema();
  const store = postgresStore({ pool: server.pool(config), schema });
  assertOk(await store.write([{ record: sampleRecord("a", { revision: "1" }), replaces: null }]));
  return { store, schema };
}

/** Holds every record locked while it runs. */
async function withLock(schema: string, run: () => Promise<void>): Promise<void> {
  const client = await server.pool().connect();
  await client.query(`BEGIN; SELECT * FROM ${schema}.payoutkit_records FOR UPDATE`);
  try {
    await run();
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}
