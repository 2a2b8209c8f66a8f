import type { RecordWrite } from "../../ports/payout-store.ts";
import { type SqlValue, encodeRecord } from "../sql/codec.ts";
import { keyColumns, recordColumns } from "../sql/columns.ts";
import type { SqlDialect } from "../sql/dialect.ts";
import { columnList } from "../sql/statements.ts";
import { packRows, unpackedRows } from "./packed-rows.ts";
import type { PostgresStatement } from "./postgres-database.ts";
import { durableCommit, nowMs } from "./postgres-statements.ts";

/**
 * Writes records and returns one row: `won` is "all", or the keys of those that were written, as JSON. Inserts come
 * before updates and both go in the order of the key, so that two statements never wait for each other.
 */
export function writeStatement({ table }: SqlDialect, writes: readonly RecordWrite[]): PostgresStatement {
  const inserts: SqlValue[][] = [];
  const updates: SqlValue[][] = [];
  for (const { record, replaces } of writes) {
    if (replaces === null) inserts.push(encodeRecord(record));
    else updates.push([...encodeRecord(record), replaces]);
  }
  const shape = updates.length === 0 ? "inserts" : inserts.length === 0 ? "updates" : "both";
  const lists = { inserts: [inserts], updates: [updates], both: [inserts, updates] }[shape];
  const { marks, texts } = packRows(lists);
  return { text: writeText(table("payoutkit_records"), shape), values: [...marks, writes.length, ...texts], writes: true };
}

/** Planning takes Postgres as long as writing, so a statement has no step that has nothing to do. */
function writeText(records: string, shape: "inserts" | "updates" | "both"): string {
  const inserted = `inserted AS (${insertRows(records, "$5")})`;
  const updated = `updated AS (${updateLocked(records)})`;
  if (shape === "inserts") return written([inserted], ["inserted"]);
  if (shape === "updates") return written([`locked AS (${lockRows(records, "$5")})`, updated], ["updated"]);
  const afterInserts = "(SELECT count(*) FROM inserted) >= 0";
  return written([inserted, `locked AS (${lockRows(records, "$6", afterInserts)})`, updated], ["inserted", "updated"]);
}

function insertRows(records: string, parameter: string): string {
  const order = keyColumns.map((_, place) => `row_values[${place + 1}] COLLATE "C"`).join(", ");
  return (
    `INSERT INTO ${records} (${columnList}) SELECT ${columnValues.join(", ")} FROM ${unpackedRows(parameter)} AS input ` +
    `ORDER BY ${order} ON CONFLICT DO NOTHING RETURNING ${keyColumns.join(", ")}`
  );
}

/**
 * Locks, in order, the rows that still have the revision that was seen; from then on each stays where it is on the disk.
 * A spot is one of a table's own, and the records may have been parted into several.
 */
function lockRows(records: string, parameter: string, condition = "true"): string {
  const seen = [...keyColumns.map((name, place) => `current.${name} = row_values[${place + 1}]`), `current.revision = row_values[${recordColumns.length + 1}]`];
  return (
    `SELECT current.tableoid AS part, current.ctid AS spot, row_values FROM ${unpackedRows(parameter)} AS input ` +
    `JOIN ${records} AS current ON ${seen.join(" AND ")} WHERE ${condition} ` +
    `ORDER BY ${currentKey} FOR UPDATE OF current`
  );
}

function updateLocked(records: string): string {
  const changes = recordColumns.slice(keyColumns.length).map(({ name }, place) => `${name} = ${columnValues[keyColumns.length + place] ?? ""}`);
  return `UPDATE ${records} AS current SET ${changes.join(", ")} FROM locked WHERE current.ctid = locked.spot AND current.tableoid = locked.part RETURNING ${currentKey}`;
}

function written(steps: readonly string[], names: readonly string[]): string {
  const count = names.map((name) => `(SELECT count(*) FROM ${name})`).join(" + ");
  const rows = names.map((name) => `SELECT * FROM ${name}`).join(" UNION ALL ");
  const keys = `SELECT coalesce(json_agg(json_build_array(${keyColumns.join(", ")})), '[]'::json)::text FROM (${rows}) AS keys`;
  return (
    `WITH ${steps.join(", ")} SELECT CASE WHEN ${count} = $4::bigint THEN 'all' ELSE (${keys}) END AS won, ` +
    `${nowMs} AS now_ms, (${durableCommit}) AS durable`
  );
}

const currentKey = keyColumns.map((name) => `current.${name}`).join(", ");

const casts = { text: "", integer: "::bigint", json: "::json" } as const;

/** The values of a row for the columns, in order. Documents travel as text, so that Postgres never reads what is in them. */
const columnValues = recordColumns.map(({ type }, place) => `row_values[${place + 1}]${casts[type]}`);
