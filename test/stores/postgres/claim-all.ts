// Claims every reference of a list, ten at a time and in an order of its own, and prints what it won.
import pg from "pg";
import { postgresStore } from "../../../src/stores/postgres/index.ts";
import { assertOk } from "../../../src/testing/assert.ts";
import { sampleRecord } from "../../../src/testing/store-conformance-records.ts";

const [port = "", schema = "", name = "", step = ""] = process.argv.slice(2);
const pool = new pg.Pool({ host: "127.0.0.1", port: Number(port), user: "postgres", password: "postgres", max: 4 });
const store = postgresStore({ pool, schema });
const total = 200;

async function claim(first: number): Promise<void> {
  const references = Array.from({ length: 10 }, (_, place) => `r${((first + place) * Number(step)) % total}`);
  const writes = references.map((reference) => ({
    record: sampleRecord(reference, { revision: name }),
    replaces: null,
  }));
  const { entries } = assertOk(await store.write(writes));
  for (const [place, entry] of entries.entries()) if (entry.written) console.log(references[place]);
}

await Promise.all(Array.from({ length: total / 10 }, (_, batch) => claim(batch * 10)));
await pool.end();
