import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { PayoutStore, StoreFailure } from "../../../src/ports/payout-store.ts";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { schemaVersion } from "../../../src/stores/sql/schema.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { fullRecord, sampleId, sampleRecord } from "../../../src/testing/store-conformance-records.ts";
import { runChild } from "../child.ts";
import { tempFolder } from "./temp-folder.ts";

describe("opening a file", () => {
  test("happens on first use and not before", async () => {
    const folder = tempFolder();
    const store = sqliteStore({ path: join(folder, "payouts.db") });
    expect(readdirSync(folder)).toEqual([]);
    assertOk(await store.load([]));
    expect(readdirSync(folder)).toContain("payouts.db");
    assertOk(await store.close());
  });

  test("keeps a write-ahead log that is synced at each commit, and strict tables", async () => {
    const path = await filledStore();
    const database = new DatabaseSync(path);
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    const tables = database
      .prepare("SELECT name, strict FROM pragma_table_list WHERE name LIKE 'payoutkit%' ORDER BY name")
      .all();
    expect(tables.map((table) => [table["name"], table["strict"]])).toEqual([
      ["payoutkit_histories", 1],
      ["payoutkit_notes", 1],
      ["payoutkit_records", 1],
      ["payoutkit_schema", 1],
      ["payoutkit_transfer_sums", 1],
      ["payoutkit_transfers", 1],
    ]);
    database.close();
  });

  test("works in a database that has tables of its own", async () => {
    const path = join(tempFolder(), "app.db");
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE users (id INTEGER PRIMARY KEY); INSERT INTO users VALUES (7)");
    database.close();
    const store = sqliteStore({ path });
    assertOk(await store.write([{ record: fullRecord("a"), replaces: null }]));
    assertOk(await store.close());
    const again = new DatabaseSync(path);
    expect(again.prepare("SELECT id FROM users").get()).toEqual({ id: 7 });
    again.close();
  });
});

describe("a file that can't be used", () => {
  test("that has a newer schema is refused and left as it was", async () => {
    const path = await filledStore();
    const database = new DatabaseSync(path);
    database.exec("UPDATE payoutkit_schema SET version = 99; PRAGMA journal_mode = DELETE");
    database.close();
    const { message, retryable } = await refusedUntouched(path);
    expect(message).toContain(`schema version 99, and this version of payoutkit knows ${schemaVersion}; upgrade payoutkit`);
    expect(retryable).toBe(false);
  });

  test("that has a newer schema and a write-ahead log is left as it was too", async () => {
    const path = await filledStore();
    const database = new DatabaseSync(path);
    database.exec("UPDATE payoutkit_schema SET version = 99");
    database.close();
    expect((await refusedUntouched(path)).message).toContain("schema version 99");
  });

  test("that isn't a database is refused and left as it was", async () => {
    const path = join(tempFolder(), "notes.txt");
    writeFileSync(path, "Dear diary, ".repeat(1000));
    expect((await refusedUntouched(path)).message).toMatch(/notes\.txt isn't a SQLite database; restore it/);
  });

  test("whose pages are damaged is refused when they are read, and left as it was", async () => {
    const path = await filledStore();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xa5, 4096));
    const store = sqliteStore({ path });
    const { message, outcome } = await failureOf(store);
    expect(message).toMatch(/payouts\.db is damaged; restore it from a backup/);
    expect(outcome).toBe("not_created");
    assertOk(await store.close());
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test("that was cut short is refused", async () => {
    const path = await filledStore();
    writeFileSync(path, readFileSync(path).subarray(0, 5000));
    expect((await failureOf(sqliteStore({ path }))).message).toContain("is damaged");
  });

  test("that is a folder, lies in none, or isn't regular is refused", async () => {
    const folder = tempFolder();
    const cases: readonly (readonly [string, RegExp])[] = [
      [folder, /is a folder; give the path of a file/],
      [join(folder, "absent", "payouts.db"), /absent isn't a folder; create it/],
      ["/dev/null", /isn't a regular file/],
      ["", /needs the path of a file, got ""/],
      [":memory:", /needs the path of a file, got ":memory:"; use memoryStore\(\)/],
    ];
    for (const [path, message] of cases) {
      const failure = await failureOf(sqliteStore({ path }));
      expect(failure.message).toMatch(message);
      expect(failure.retryable).toBe(false);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that another process holds is refused when the time is over, and works once it is let go", async () => {
    const path = await filledStore();
    const holder = new DatabaseSync(path);
    holder.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE payoutkit_schema SET version = 1");
    const store = sqliteStore({ path, lockTimeoutMs: 150 });
    const failure = await failureOf(store);
    expect(failure.message).toMatch(/payouts\.db is locked by another process; end what holds it/);
    expect([failure.retryable, failure.outcome]).toEqual([true, "not_created"]);
    holder.exec("ROLLBACK");
    holder.close();
    expect(assertOk(await store.load([sampleId("a")])).entries[0]).toEqual(fullRecord("a"));
    assertOk(await store.close());
  });

  test("that another process holds for a while is waited for, and the program goes on meanwhile", async () => {
    const path = await filledStore();
    const store = sqliteStore({ path });
    assertOk(await store.load([]));
    const holder = new DatabaseSync(path);
    holder.exec("BEGIN IMMEDIATE");
    const writing = store.write([{ record: sampleRecord("b"), replaces: null }]);
    await new Promise((resolve) => setImmediate(resolve));
    holder.exec("ROLLBACK");
    holder.close();
    expect(assertOk(await writing).entries).toEqual([{ written: true }]);
    assertOk(await store.close());
  });

  test("that may not be written is refused", async () => {
    const folder = tempFolder();
    const path = join(folder, "payouts.db");
    assertOk(await sqliteStore({ path }).load([]));
    chmodSync(path, 0o444);
    chmodSync(folder, 0o755);
    const other = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    const readOnlyFile = await runChild(new URL("./try-once.ts", import.meta.url), [path], other);
    expect(readOnlyFile.lines).toEqual([expect.stringMatching(refusal), expect.stringMatching(refusal)]);
    chmodSync(folder, 0o555);
    const readOnlyFolder = await runChild(new URL("./try-once.ts", import.meta.url), [join(folder, "new.db")], other);
    expect(readOnlyFolder.lines).toEqual([expect.stringMatching(refusal), expect.stringMatching(refusal)]);
    chmodSync(folder, 0o755);
    expect(readdirSync(folder)).not.toContain("new.db");
  });

  test("may be repaired, and a later call opens it", async () => {
    const folder = join(tempFolder(), "later");
    const store = sqliteStore({ path: join(folder, "payouts.db") });
    await failureOf(store);
    mkdirSync(folder);
    assertOk(await store.write([{ record: sampleRecord("a"), replaces: null }]));
    assertOk(await store.close());
  });
});

describe("an open file", () => {
  test("that was deleted, moved or replaced is refused from then on", async () => {
    for (const meddle of [deleteFile, moveFile, replaceFile]) {
      const path = await filledStore();
      const store = sqliteStore({ path });
      assertOk(await store.load([]));
      meddle(path);
      const failure = assertErr(await store.write([{ record: sampleRecord("b"), replaces: null }]));
      expect(failure.message).toContain("was moved, deleted or replaced while it was open");
      expect([failure.outcome, failure.retryable]).toEqual(["not_created", false]);
      assertOk(await store.close());
    }
  });

  test("with a row that can't be read gives an error that names the reference", async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ["document = '{'", /the record of "a" can't be read: .*JSON/],
      ["document = '[]'", /document should be an object and is an array/],
      ["document = json_set(document, '$.attempts[0].sends', 'two')", /attempts\.sends should be an integer/],
      ["document = json_remove(document, '$.metadata')", /metadata should be an object and is undefined/],
      ["state = 'lost'", /state should be one of ready, .* and is "lost"/],
      ["amount = 9007199254740993", /amount should be an integer that can be counted exactly and is 9007199254740993/],
      ["transfer_id = 'tr_other'", /transfer_id should be the one of the document and is "tr_other"/],
      ["amount_reversed = 7", /amount_reversed should be the one of the document/],
      ["lease_owner = NULL, lease_expires_at_ms = NULL", /lease_expires_at_ms should be an integer/],
    ];
    for (const [change, message] of cases) {
      const path = await filledStore();
      const database = new DatabaseSync(path);
      database.exec(`UPDATE payoutkit_records SET ${change}`);
      database.close();
      const failure = await failureOf(sqliteStore({ path }));
      expect(failure.message).toMatch(message);
      expect(failure.reference, change).toBe("a");
    }
  });

  test("keeps nothing of a call if one of its writes meets a record that can't be read", async () => {
    const path = await filledStore();
    const database = new DatabaseSync(path);
    database.exec("UPDATE payoutkit_records SET document = '{'");
    database.close();
    const store = sqliteStore({ path });
    const writes = ["new", "a"].map((reference) => ({ record: sampleRecord(reference), replaces: null }));
    expect(assertErr(await store.write(writes)).outcome).toBe("not_created");
    expect(assertOk(await store.load([sampleId("new")])).entries).toEqual([null]);
    assertOk(await store.close());
  });
});

test("a Node without SQLite is told what to do, and only on first use", async () => {
  const path = join(tempFolder(), "payouts.db");
  const child = await runChild(new URL("./try-once.ts", import.meta.url), [path], {
    nodeOptions: ["--no-experimental-sqlite"],
  });
  expect(child.lines[0]).toMatch(
    /^store_unavailable not_created: the sqlite store needs the SQLite of Node 22\.13 or later/,
  );
  expect([child.exitCode, child.errors]).toEqual([0, ""]);
});

const refusal = /^store_unavailable not_created: .* can't be written; allow this process/;

/** The path of a closed store that holds the record `a`. */
async function filledStore(): Promise<string> {
  const path = join(tempFolder(), "payouts.db");
  const store = sqliteStore({ path });
  assertOk(await store.write([{ record: fullRecord("a"), replaces: null }]));
  assertOk(await store.close());
  return path;
}

async function failureOf(store: PayoutStore): Promise<StoreFailure> {
  return assertErr(await store.load([sampleId("a")]), "API_ERROR");
}

async function refusedUntouched(path: string): Promise<StoreFailure> {
  const before = readFileSync(path);
  const store = sqliteStore({ path });
  const failure = await failureOf(store);
  assertOk(await store.close());
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(join(path, "..")).length).toBe(1);
  return failure;
}

function deleteFile(path: string): void {
  rmSync(path);
}

function moveFile(path: string): void {
  renameSync(path, `${path}.moved`);
}

function replaceFile(path: string): void {
  moveFile(path);
  appendFileSync(path, "");
}
