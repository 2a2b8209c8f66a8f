import type { DatabaseSync } from "node:sqlite";
import { applicationId, createReversals, createTables, schemaVersion } from "./file-schema.ts";
import { loadNodeModules } from "./node-modules.ts";
import type { WorldSeed } from "./world.ts";
import { orUnavailable, WorldUnavailable } from "./world-unavailable.ts";

/**
 * Opens a sandbox's file, or makes a new one from the seed. Throws a {@link WorldUnavailable} if the file is
 * something else, which is left untouched, or can't be used.
 */
export function openFile(path: string, seed: WorldSeed): DatabaseSync {
  const { sqlite, fileSystem } = loadNodeModules();
  const isNew = orUnavailable(`the sandbox's file ${path} can't be read`, false, () =>
    checkHeader(path, readHeader(fileSystem, path)),
  );
  return orUnavailable(`the sandbox's file ${path} can't be opened`, false, () => {
    const database = new sqlite.DatabaseSync(path);
    try {
      database.exec(`PRAGMA busy_timeout = ${lockTimeoutMs}`);
      if (isNew) makeWorld(database, path, seed);
      else upgrade(database);
      useWriteAheadLog(database);
      return database;
    } catch (cause) {
      database.close();
      throw cause;
    }
  });
}

const lockTimeoutMs = 10_000;
const headerLength = 100;

function readHeader(fileSystem: typeof import("node:fs"), path: string): Uint8Array {
  if (!fileSystem.existsSync(path)) return new Uint8Array();
  const file = fileSystem.openSync(path, "r");
  try {
    const header = new Uint8Array(headerLength);
    return header.subarray(0, fileSystem.readSync(file, header));
  } finally {
    fileSystem.closeSync(file);
  }
}

/**
 * Whether the file is new. It reads the header that SQLite's file format describes, because SQLite itself
 * may write to a file that it opens.
 */
function checkHeader(path: string, header: Uint8Array): boolean {
  if (header.length === 0) return true;
  const isSqlite = new TextDecoder().decode(header.subarray(0, 16)) === "SQLite format 3\0";
  if (!isSqlite || header.length < headerLength) throw notAWorld(path);
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  if (view.getUint32(68) !== applicationId) throw notAWorld(path);
  if (view.getUint32(60) <= schemaVersion) return false;
  throw new WorldUnavailable(`${path} was made by a newer version of the sandbox`, { mayBeDone: false, lasts: true });
}

function notAWorld(path: string): WorldUnavailable {
  const message = `${path} isn't a sandbox's file, and was left as it is; give a path where there is no file yet`;
  return new WorldUnavailable(message, { mayBeDone: false, lasts: true });
}

/** Several processes may find the file missing at once; the first one here makes the world. */
function makeWorld(database: DatabaseSync, path: string, seed: WorldSeed): void {
  database.exec("BEGIN IMMEDIATE");
  if (database.prepare("PRAGMA application_id").get()?.["application_id"] !== applicationId) {
    if (database.prepare("SELECT name FROM sqlite_schema").get() !== undefined) throw notAWorld(path);
    database.exec(createTables);
    plantSeed(database, seed);
    database.exec(`PRAGMA application_id = ${applicationId}`);
    database.exec(`PRAGMA user_version = ${schemaVersion}`);
  }
  database.exec("COMMIT");
}

function upgrade(database: DatabaseSync): void {
  if (database.prepare("PRAGMA user_version").get()?.["user_version"] === schemaVersion) return;
  database.exec(`BEGIN IMMEDIATE; ${createReversals} PRAGMA user_version = ${schemaVersion}; COMMIT`);
}

function plantSeed(database: DatabaseSync, seed: WorldSeed): void {
  database.prepare("INSERT INTO world (account) VALUES (?)").run(seed.account);
  const funds = database.prepare("INSERT INTO funds (currency, amount) VALUES (?, ?)");
  for (const [currency, amount] of seed.balance) funds.run(currency, amount);
  const minimums = database.prepare("INSERT INTO minimums (currency, amount) VALUES (?, ?)");
  for (const [currency, amount] of seed.minimums) minimums.run(currency, amount);
  const recipients = database.prepare("INSERT INTO recipients (id, state) VALUES (?, ?)");
  for (const [recipientId, state] of seed.recipients) recipients.run(recipientId, state);
}

/** The log makes commits quick. The switch needs the file for itself, so it may be left to a later opener. */
function useWriteAheadLog(database: DatabaseSync): void {
  try {
    database.exec("PRAGMA journal_mode = WAL");
  } catch {
    return;
  } finally {
    database.exec("PRAGMA synchronous = NORMAL");
  }
}
