import { afterAll, beforeAll, expect, test } from "vitest";
import { postgresStore } from "../../../src/stores/postgres/index.ts";
import { postgresDialect } from "../../../src/stores/postgres/postgres-dialect.ts";
import { createVersionTable, migrations, schemaVersion } from "../../../src/stores/sql/schema.ts";
import { assertOk } from "../../../src/testing/assert.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres(["fsync=off"]);
}, 60_000);

afterAll(() => server.stop());

test("tables of the first version are brought up to date where they lie, by many processes at once, and keep their notes", async () => {
  const pool = server.pool();
  const dialect = postgresDialect("old");
  await pool.query("CREATE SCHEMA old");
  for (const statement of [createVersionTable(dialect), ...(migrations[0]?.(dialect) ?? [])]) await pool.query(statement);
  await pool.query("INSERT INTO old.payoutkit_schema VALUES (1, 1); INSERT INTO old.payoutkit_notes VALUES ('payout', 'live', 'default', 'continuity', 'shown')");
  const stores = Array.from({ length: 5 }, () => postgresStore({ pool: server.pool({ max: 1 }), schema: "old" }));
  const scope = { kind: "payout", mode: "live", namespace: "default" } as const;
  const notes = await Promise.all(stores.map((store) => store.readNote(scope, "continuity")));
  expect(notes.map((note) => assertOk(note))).toEqual(stores.map(() => "shown"));
  expect((await pool.query("SELECT version FROM old.payoutkit_schema")).rows).toEqual([{ version: String(schemaVersion) }]);
  const { history } = postgresStore({ pool, schema: "old" });
  if (history === undefined) throw new Error("the store has no history");
  expect(assertOk(await history.extend({ provider: "sample", mode: "live", account: "acct_1" }, [], 5))).toBe(0);
});
