import type { DatabaseSync } from "node:sqlite";
import { type Result, err, ok } from "neverthrow";
import type { StoreFailure } from "../../ports/payout-store.ts";
import { createVersionTable, migrations, saveVersion, schemaVersion, selectVersion } from "../sql/schema.ts";
import { storeFailure } from "../sql/store-failure.ts";
import type { SqliteDriver } from "./load-driver.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

/** Opens the file, sets it up where that is needed, and throws what SQLite throws. */
export function openDatabase(driver: SqliteDriver, path: string): Result<SqliteConnection, StoreFailure> {
  const database = new driver.DatabaseSync(path);
  try {
    const prepared = prepare(database, path).map(() => new SqliteConnection(database, path));
    if (prepared.isErr()) database.close();
    return prepared;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

function prepare(database: DatabaseSync, path: string): Result<void, StoreFailure> {
  database.exec("PRAGMA busy_timeout = 100");
  // The version is read before anything is set, so that a newer file is left as it was.
  const version = readVersion(database);
  if (version > schemaVersion) return err(newerSchema(path, version));
  keepWriteAheadLog(database);
  // macOS has a sync of its own that reaches the disk; elsewhere the second pragma does nothing.
  database.exec("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA cell_size_check = ON; PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -16000");
  return version === schemaVersion ? ok(undefined) : migrate(database, path);
}

function readVersion(database: DatabaseSync): number {
  const table = database.prepare("SELECT name FROM sqlite_schema WHERE name = 'payoutkit_schema'").get();
  if (table === undefined) return 0;
  const version = database.prepare(selectVersion(sqliteDialect)).get()?.["version"];
  return typeof version === "number" ? version : 0;
}

function keepWriteAheadLog(database: DatabaseSync): void {
  if (journalMode(database, "PRAGMA journal_mode") === "wal") return;
  const mode = journalMode(database, "PRAGMA journal_mode = WAL");
  if (mode !== "wal") throw new Error(`the journal mode is ${String(mode)} and can't be changed to wal`);
}

function journalMode(database: DatabaseSync, pragma: string): unknown {
  return database.prepare(pragma).get()?.["journal_mode"];
}

/** Brings the schema up to date in one transaction; another process may have done it meanwhile. */
function migrate(database: DatabaseSync, path: string): Result<void, StoreFailure> {
  database.exec("BEGIN IMMEDIATE");
  const version = readVersion(database);
  if (version > schemaVersion) return err(newerSchema(path, version));
  const steps = migrations.slice(version).flatMap((migration) => migration(sqliteDialect));
  for (const statement of [createVersionTable(sqliteDialect), ...steps, saveVersion(sqliteDialect)]) {
    database.exec(statement);
  }
  database.exec("COMMIT");
  return ok(undefined);
}

function newerSchema(path: string, version: number): StoreFailure {
  return storeFailure({
    message:
      `${path} has schema version ${version}, and this version of payoutkit knows ${schemaVersion}; ` +
      "upgrade payoutkit here, the file was left as it was",
    retryable: false,
  });
}
