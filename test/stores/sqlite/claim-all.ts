// Claims every reference of a list, ten at a time, each process from a place of its own, and prints what it won.
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { assertOk } from "../../../src/testing/assert.ts";
import { sampleRecord } from "../../../src/testing/store-conformance-records.ts";

const [path = "", name = "", count = "", start = ""] = process.argv.slice(2);
const store = sqliteStore({ path, lockTimeoutMs: 30_000 });
const total = Number(count);

for (let done = 0; done < total; done += 10) {
  const references = Array.from({ length: 10 }, (_, place) => `r${(Number(start) + done + place) % total}`);
  const writes = references.map((reference) => ({
    record: sampleRecord(reference, { revision: name }),
    replaces: null,
  }));
  const { entries } = assertOk(await store.write(writes));
  for (const [place, entry] of entries.entries()) if (entry.written) console.log(references[place]);
}
assertOk(await store.close());
