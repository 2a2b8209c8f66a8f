import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import {
  createVersionTable,
  migrations,
  saveVersion,
  schemaVersion,
  selectVersion,
} from "../../../src/stores/sql/schema.ts";
import { listRecords, selectRecord } from "../../../src/stores/sql/statements.ts";
import { sqliteDialect } from "../../../src/stores/sqlite/sqlite-dialect.ts";

describe("in SQLite", () => {
  test("a list of open records uses their index, and any other list the key", () => {
    const database = newDatabase();
    const open = planOf(database, listRecords(sqliteDialect, ["unknown", "reconciling"]));
    const all = planOf(database, listRecords(sqliteDialect, ["unknown", "paid"]));
    expect(open).toEqual([expect.stringContaining("USING INDEX payoutkit_records_open (")]);
    expect(all).toEqual([expect.stringContaining("USING INDEX sqlite_autoindex_payoutkit_records_1 (")]);
  });

  test("a record is found by its key", () => {
    expect(planOf(newDatabase(), selectRecord(sqliteDialect))).toEqual([
      expect.stringContaining("(kind=? AND mode=? AND namespace=? AND reference=?)"),
    ]);
  });

  test("every step of the schema can be repeated, and the newest version is kept once", () => {
    const database = newDatabase();
    setUp(database);
    expect(database.prepare(selectVersion(sqliteDialect)).all()).toEqual([{ version: schemaVersion }]);
  });
});

function newDatabase(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  setUp(database);
  return database;
}

function setUp(database: DatabaseSync): void {
  const steps = migrations.flatMap((migration) => migration(sqliteDialect));
  for (const statement of [createVersionTable(sqliteDialect), ...steps, saveVersion(sqliteDialect)]) {
    database.exec(statement);
  }
}

function planOf(database: DatabaseSync, statement: string): unknown[] {
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${statement}`).all();
  return rows.map((row) => row["detail"]);
}
