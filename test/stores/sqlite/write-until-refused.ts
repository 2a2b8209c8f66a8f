// Writes records until the store refuses, then prints the failure and whether it still reads.
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { sampleId, sampleRecord } from "../../../src/testing/store-conformance-records.ts";

const [path = ""] = process.argv.slice(2);
const store = sqliteStore({ path });

for (let place = 0; ; place += 1) {
  const record = sampleRecord(`r${place}`, { description: "d".repeat(1000) });
  const result = await store.write([{ record, replaces: null }]);
  if (result.isErr()) {
    const { outcome, reason, message } = result.error;
    const first = await store.load([sampleId("r0")]);
    console.log(JSON.stringify({ place, outcome, reason, message, stillReads: first.isOk() }));
    break;
  }
}
