import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { schemaVersion } from "../../../src/stores/sql/schema.ts";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { assertOk } from "../../../src/testing/assert.ts";
import { fullRecord, sampleId } from "../../../src/testing/store-conformance-records.ts";
import { runChild } from "../child.ts";
import { makeFirstVersion } from "./first-version.ts";
import { tempFolder } from "./temp-folder.ts";

const scope = { provider: "sample", mode: "live", account: "acct_1" } as const;

function versionOf(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  const row = database.prepare("SELECT version FROM payoutkit_schema").get();
  database.close();
  return row?.["version"];
}

test("a file of the first version is brought up to date where it lies, and keeps its records and notes", async () => {
  const path = join(tempFolder(), "payouts.db");
  makeFirstVersion(path, [fullRecord("old")]);
  const store = sqliteStore({ path });
  expect(assertOk(await store.load([sampleId("old")])).entries).toEqual([fullRecord("old")]);
  expect(assertOk(await store.readNote({ kind: "payout", mode: "live", namespace: "default" }, "continuity"))).toBe("shown");
  expect(versionOf(path)).toBe(schemaVersion);
  const { history } = store;
  if (history === undefined) throw new Error("the store has no history");
  expect(assertOk(await history.extend(scope, [], 5))).toBe(0);
  assertOk(await store.close());
});

test("many processes that open a file of the first version at once bring it up to date together", async () => {
  const path = join(tempFolder(), "payouts.db");
  makeFirstVersion(path, [fullRecord("old")]);
  const names = ["a", "b", "c", "d"];
  const children = await Promise.all(
    names.map((name, place) => runChild(new URL("./claim-all.ts", import.meta.url), [path, name, "50", String(place * 10)])),
  );
  expect(children.map(({ exitCode, errors }) => [exitCode, errors])).toEqual(names.map(() => [0, ""]));
  expect(new Set(children.flatMap(({ lines }) => lines)).size).toBe(50);
  const store = sqliteStore({ path });
  expect(assertOk(await store.load([sampleId("old")])).entries).toEqual([fullRecord("old")]);
  assertOk(await store.close());
  expect(versionOf(path)).toBe(schemaVersion);
});
