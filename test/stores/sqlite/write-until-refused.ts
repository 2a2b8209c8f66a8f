// Writes records until the store refuses, then prints the failure.
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { sampleRecord } from "../../../src/testing/store-conformance-records.ts";

const [path = ""] = process.argv.slice(2);
const store = sqliteStore({ path });

for (let place = 0; ; place += 1) {
  const record = sampleRecord(`r${place}`, { description: "d".repeat(1000) });
  const result = await store.write([{ record, replaces: null }]);
  if (result.isErr()) {
    const { outcome, reason, message } = result.error;
    console.log(JSON.stringify({ place, outcome, reason, message }));
    break;
  }
}
