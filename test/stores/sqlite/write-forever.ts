// Writes batches of ten records without an end, and prints the number of each batch once it was written.
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { assertOk } from "../../../src/testing/assert.ts";
import { sampleRecord } from "../../../src/testing/store-conformance-records.ts";

const [path = ""] = process.argv.slice(2);
const store = sqliteStore({ path });

for (let batch = 0; ; batch += 1) {
  const references = Array.from({ length: 10 }, (_, place) => `b${batch}_${place}`);
  const writes = references.map((reference) => ({ record: sampleRecord(reference), replaces: null }));
  assertOk(await store.write(writes));
  process.stdout.write(`${batch}\n`);
}
