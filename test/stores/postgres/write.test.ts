import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RecordWrite, StoredRecord } from "../../../src/ports/payout-store.ts";
import { type PostgresPool, postgresStore } from "../../../src/stores/postgres/index.ts";
import { packRows } from "../../../src/stores/postgres/packed-rows.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { fullRecord, sampleId, sampleRecord } from "../../../src/testing/store-conformance-records.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { waitForWaiter } from "./wait-for-waiter.ts";

let server: PostgresServer;
let schemas = 0;

beforeAll(async () => {
  server = await startPostgres(["synchronous_commit=off", "deadlock_timeout=100ms"]);
}, 60_000);

afterAll(() => server.stop());

const controls = Array.from({ length: 31 }, (_, place) => String.fromCharCode(place + 1));
const texts = ["", " ", "all", "NULL", "null", "\\", "\\N", '"', "'", "{}", "a\nb\r\n\tc", ...controls, controls.join(""), "\u007f\uffff\u{10ffff}", "x".repeat(100_000)];

describe("a text", () => {
  test("of any characters comes back as it was from each place of a record, inserted or replaced, alone or among others", async () => {
    const store = newStore();
    const records = texts.map((text, place) => recordOf(text, `${place}`));
    for (const record of records) await expectKept(store, [record]);
    await expectKept(store, records.map((record) => ({ ...record, namespace: `${record.namespace} of all` })));
  });

  test("with half of a surrogate pair is refused before it is changed, and kept in what is JSON", async () => {
    const store = newStore();
    for (const text of ["\ud800", "a\udfff", "\udc00\ud800"]) {
      const failure = assertErr(await store.write([insert(sampleRecord(text)), insert(sampleRecord("other"))]), "API_ERROR");
      expect([failure.outcome, failure.retryable]).toEqual(["not_created", false]);
      expect(failure.message).toContain("holds half of a surrogate pair");
      assertErr(await store.load([sampleId(text)]), "API_ERROR");
      assertErr(await store.writeNote(sampleId(""), "name", text), "API_ERROR");
    }
    expect(assertOk(await store.load([sampleId("other"), sampleId("\ufffd"), sampleId("a\ufffd")])).entries).toEqual([null, null, null]);
    await expectKept(store, [sampleRecord("described", { description: "\ud800", notes: ["\udc00", "\u0000"] })]);
  });

  test("with a NUL is refused by the server, and nothing was written", async () => {
    const store = newStore();
    const writes = [insert(sampleRecord("other")), insert(sampleRecord("a", { recipientId: "acct\u0000" }))];
    expect(assertErr(await store.write(writes), "API_ERROR").outcome).toBe("not_created");
    expect(assertOk(await store.load([sampleId("other")])).entries).toEqual([null]);
  });

  test("is packed between characters that it doesn't hold", () => {
    expect(packRows([[["a", null, 1]], [["", "b"], ["c"]]])).toEqual({
      marks: ["\u0001", "\u0002", "\u0003"],
      texts: ["a\u0002\u0003\u00021", "\u0002b\u0001c"],
    });
    expect(packRows([[["\u0001\u0003"], ["\u0004\u0006"]]]).marks).toEqual(["\u0002", "\u0005", "\u0007"]);
  });
});

describe("writers at once", () => {
  test("of the same records in opposite orders never wait for each other in a ring, and each record has one winner", async () => {
    const schema = newSchema();
    const references = Array.from({ length: 60 }, (_, place) => `r${place + 10}`);
    assertOk(await postgresStore({ pool: server.pool(), schema }).write(references.map((reference) => insert(sampleRecord(reference, { revision: "0" })))));
    const holder = await server.pool().connect();
    await holder.query(`BEGIN; SELECT FROM ${schema}.payoutkit_records WHERE reference = 'r40' FOR UPDATE`);
    const refused: unknown[] = [];
    const writing = ["up", "down"].map((name) => {
      const writes = references.flatMap((reference) => [
        { record: sampleRecord(reference, { revision: name }), replaces: "0" },
        insert(sampleRecord(`new ${reference} of ${name}`)),
      ]);
      const pool = withoutHashes(name, refused);
      return Promise.resolve(postgresStore({ pool, schema }).write(name === "up" ? writes : writes.toReversed()));
    });
    for (const name of ["up", "down"]) await waitForWaiter(server.pool(), name);
    await holder.query("COMMIT");
    holder.release();
    const entries = (await Promise.all(writing)).flatMap((answer) => assertOk(answer).entries);
    expect(entries.filter(({ written }) => written).length).toBe(3 * references.length);
    expect(refused).toEqual([]);
  });

  test("that waited for a record which then was another's write the rest of their call", async () => {
    const schema = newSchema();
    const store = postgresStore({ pool: server.pool({ application_name: "waiter" }), schema });
    const names = ["a", "b", "c"];
    assertOk(await store.write(names.map((reference) => insert(sampleRecord(reference, { revision: "1" })))));
    const holder = await server.pool().connect();
    await holder.query(`BEGIN; UPDATE ${schema}.payoutkit_records SET revision = 'theirs' WHERE reference = 'b'`);
    const replacing = names.map((reference) => ({ record: sampleRecord(reference, { revision: "2" }), replaces: "1" }));
    const waiting = Promise.resolve(store.write([...replacing, insert(sampleRecord("new"))]));
    await waitForWaiter(server.pool(), "waiter");
    await holder.query("COMMIT");
    holder.release();
    const theirs = sampleRecord("b", { revision: "theirs" });
    expect(assertOk(await waiting).entries).toEqual([
      { written: true },
      { written: false, current: theirs },
      { written: true },
      { written: true },
    ]);
    const revisions = assertOk(await store.load([...names, "new"].map(sampleId))).entries.map((entry) => entry?.revision);
    expect(revisions).toEqual(["2", "theirs", "2", "first of new"]);
  });
});

describe("records that were parted into several tables", () => {
  test("that stand at the same spot of theirs are never taken for one another", async () => {
    const schema = newSchema();
    const store = postgresStore({ pool: server.pool(), schema });
    assertOk(await store.load([]));
    await partByNamespace(schema, ["a", "b"]);
    const [a, late, b] = [sampleRecord("x", { namespace: "a" }), sampleRecord("y", { namespace: "a" }), sampleRecord("x", { namespace: "b" })];
    assertOk(await store.write([a, late, b].map(insert)));
    const { rows } = await server.pool().query(`SELECT FROM ${schema}.payoutkit_records WHERE ctid = '(0,1)'`);
    expect(rows.length).toBe(2);
    const next = { ...a, revision: "next" };
    const writes = [{ record: next, replaces: a.revision }, { record: { ...late, revision: "never" }, replaces: "not seen" }];
    expect(assertOk(await store.write(writes)).entries).toEqual([{ written: true }, { written: false, current: late }]);
    const both = [{ record: { ...next, revision: "last" }, replaces: "next" }, insert(sampleRecord("z", { namespace: "b" }))];
    expect(assertOk(await store.write(both)).entries).toEqual([{ written: true }, { written: true }]);
    expect(assertOk(await store.load([a, late, b])).entries).toEqual([{ ...next, revision: "last" }, late, b]);
  });
});

function newSchema(): string {
  schemas += 1;
  return `writes_${schemas}`;
}

function newStore(): ReturnType<typeof postgresStore> {
  return postgresStore({ pool: server.pool(), schema: newSchema() });
}

function insert(record: StoredRecord): RecordWrite {
  return { record, replaces: null };
}

/** A record that has the text wherever one can stand; keys have a limit of their own, which an index sets. */
function recordOf(text: string, name: string): StoredRecord {
  const short = `${name} ${text.slice(0, 100)}`;
  const full = fullRecord(short);
  return {
    ...full,
    mode: text.slice(0, 100),
    namespace: short,
    account: text,
    recipientId: text,
    currency: text,
    description: text,
    metadata: { [text]: text },
    revision: text,
    lease: { token: text, owner: text, expiresAtMs: 5 },
    transfer: full.transfer === null ? null : { ...full.transfer, id: text.slice(0, 100) },
  };
}

/** Inserts the records, replaces them and loses to what stands there. */
async function expectKept(store: ReturnType<typeof postgresStore>, records: readonly StoredRecord[]): Promise<void> {
  const all = records.map(() => ({ written: true }));
  expect(assertOk(await store.write(records.map(insert))).entries).toEqual(all);
  expect(assertOk(await store.load(records)).entries).toEqual(records);
  const next = records.map((record) => ({ ...record, lease: null, transfer: null, amount: 7 }));
  expect(assertOk(await store.write(next.map((record, place) => ({ record, replaces: records[place]?.revision ?? "" })))).entries).toEqual(all);
  expect(assertOk(await store.load(records)).entries).toEqual(next);
  const late = records.map((record) => ({ record, replaces: `not ${record.revision}` }));
  expect(assertOk(await store.write(late)).entries).toEqual(next.map((current) => ({ written: false, current })));
}

/** A pool whose statements meet rows in the order in which they ask for them, unless they say otherwise. */
function withoutHashes(name: string, refused: unknown[]): PostgresPool {
  const options = "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off";
  const pool = server.pool({ max: 1, application_name: name, options });
  return {
    query: async (text, values) => {
      try {
        return await pool.query(text, values);
      } catch (cause) {
        refused.push(cause);
        throw cause;
      }
    },
  };
}

/** Parts the table of the records, as somebody may who has very many. */
async function partByNamespace(schema: string, namespaces: readonly string[]): Promise<void> {
  const records = `${schema}.payoutkit_records`;
  const parts = namespaces.map((name) => `CREATE TABLE ${schema}.part_${name} PARTITION OF ${records} FOR VALUES IN ('${name}')`);
  await server.pool().query(
    `ALTER TABLE ${records} RENAME TO whole; CREATE TABLE ${records} (LIKE ${schema}.whole INCLUDING ALL) ` +
      `PARTITION BY LIST (namespace); ${parts.join("; ")}`,
  );
}
