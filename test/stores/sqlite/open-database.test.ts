import { join } from "node:path";
import * as sqlite from "node:sqlite";
import { expect, test } from "vitest";
import { openDatabase } from "../../../src/stores/sqlite/open-database.ts";
import { assertOk } from "../../../src/testing/assert.ts";
import { tempFolder } from "./temp-folder.ts";

test("a connection syncs the disk at each commit, of a new file and of one that is there", () => {
  const path = join(tempFolder(), "payouts.db");
  for (const file of ["new", "old"]) {
    const opened: sqlite.DatabaseSync[] = [];
    const driver = {
      ...sqlite,
      DatabaseSync: class extends sqlite.DatabaseSync {
        constructor(location: string) {
          super(location);
          opened.push(this);
        }
      },
    };
    const connection = assertOk(openDatabase(driver, path));
    const settings = ["synchronous", "fullfsync", "journal_mode"].map((name) =>
      Object.values(opened[0]?.prepare(`PRAGMA ${name}`).get() ?? {}),
    );
    expect(settings, file).toEqual([[2], [1], ["wal"]]);
    connection.close();
  }
});
