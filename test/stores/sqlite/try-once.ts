// Loads one record and writes it, and prints how both ended.
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { sampleId, sampleRecord } from "../../../src/testing/store-conformance-records.ts";

const [path = ""] = process.argv.slice(2);
const store = sqliteStore({ path });
const loaded = await store.load([sampleId("a")]);
const written = await store.write([{ record: sampleRecord("a"), replaces: null }]);
for (const result of [loaded, written]) {
  console.log(result.isOk() ? "ok" : `${result.error.reason} ${result.error.outcome}: ${result.error.message}`);
}
await store.close();
