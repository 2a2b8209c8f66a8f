import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { payoutStates } from "../../../src/domain/payout-record.ts";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { assertOk } from "../../../src/testing/assert.ts";
import { sampleId, sampleRecord, sampleScope } from "../../../src/testing/store-conformance-records.ts";
import { runChild } from "../child.ts";
import { tempFolder } from "./temp-folder.ts";

const timeoutMs = 60_000;

describe("several processes on one file", () => {
  test(
    "many that start at once on a fresh path all open it, and each record has one winner",
    async () => {
      const path = join(tempFolder(), "payouts.db");
      const names = ["a", "b", "c", "d", "e", "f"];
      const children = await Promise.all(
        names.map((name, place) =>
          runChild(new URL("./claim-all.ts", import.meta.url), [path, name, "200", String(place * 30)]),
        ),
      );
      expect(children.map((child) => [child.exitCode, child.errors])).toEqual(names.map(() => [0, ""]));
      const won = children.flatMap((child, place) => child.lines.map((reference) => [reference, names[place]]));
      expect(new Map(won.map(([reference]) => [reference, 1])).size).toBe(200);
      expect(won.length).toBe(200);
      expect(await revisionsIn(path)).toEqual(new Map(won.map(([reference, name]) => [reference, name])));
    },
    timeoutMs,
  );

  test(
    "a process that is killed while it writes loses nothing that it was told, and no half of a call",
    async () => {
      const path = join(tempFolder(), "payouts.db");
      for (const batches of [3, 40]) {
        const file = `${path}.${batches}`;
        const child = await runChild(new URL("./write-forever.ts", import.meta.url), [file], {
          onLine: (line, running) => {
            if (Number(line) === batches) running.kill("SIGKILL");
          },
        });
        const told = child.lines.length;
        expect(told).toBeGreaterThan(batches);
        const kept = await revisionsIn(file);
        expect(kept.size % 10).toBe(0);
        expect(kept.size).toBeGreaterThanOrEqual(told * 10);
        for (let batch = 0; batch < told; batch += 1) expect(kept.has(`b${batch}_9`)).toBe(true);
      }
    },
    timeoutMs,
  );

  test(
    "a file that can't grow makes a write fail with an outcome that allows for its having been kept",
    async () => {
      const path = join(tempFolder(), "payouts.db");
      const child = await runChild(new URL("./write-until-refused.ts", import.meta.url), [path], {
        shellPrefix: "trap '' XFSZ; ulimit -f 300;",
      });
      const [line = "{}"] = child.lines;
      expect(JSON.parse(line)).toMatchObject({ outcome: "unknown", reason: "store_unavailable", stillReads: true });
      const { place } = JSON.parse(line);
      expect(place).toBeGreaterThan(3);
      expect((await revisionsIn(path)).size).toBeGreaterThanOrEqual(place);
    },
    timeoutMs,
  );

  test("the files beside the database are gone when the last process has closed it", async () => {
    const folder = tempFolder();
    const path = join(folder, "payouts.db");
    const [first, second] = [sqliteStore({ path }), sqliteStore({ path })];
    assertOk(await first.write([{ record: sampleRecord("a"), replaces: null }]));
    assertOk(await second.load([sampleId("a")]));
    assertOk(await first.close());
    expect(readdirSync(folder).length).toBeGreaterThan(1);
    assertOk(await second.close());
    expect(readdirSync(folder)).toEqual(["payouts.db"]);
  });
});

async function revisionsIn(path: string): Promise<Map<string, string>> {
  const store = sqliteStore({ path });
  const { entries } = assertOk(
    await store.list({ scope: sampleScope, states: payoutStates, after: null, limit: 1_000_000 }),
  );
  assertOk(await store.close());
  return new Map(entries.map((record) => [record.reference, record.revision]));
}
