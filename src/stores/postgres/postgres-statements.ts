import type { RecordId, RecordQuery, RecordScope, RecordWrite } from "../../ports/payout-store.ts";
import { encodeRecord } from "../sql/codec.ts";
import { type Column, keyColumns, recordColumnNames, recordColumns } from "../sql/columns.ts";
import type { SqlDialect } from "../sql/dialect.ts";
import { columnList, listRecords, selectNote } from "../sql/statements.ts";
import type { PostgresStatement } from "./postgres-database.ts";

/** Reads records: a row for each id, in order, with `revision` null where there is no record. */
export function loadStatement({ table }: SqlDialect, ids: readonly RecordId[]): PostgresStatement {
  const input = ids.map(({ kind, mode, namespace, reference }, place) => ({ place, kind, mode, namespace, reference }));
  return {
    text: `
      SELECT clock.now_ms, wanted.place, ${readColumns("found")}
      FROM (SELECT ${nowMs} AS now_ms) AS clock
      LEFT JOIN json_to_recordset($1::json) AS wanted(place integer, ${inputColumns(keyOnly)}) ON true
      LEFT JOIN ${table("payoutkit_records")} AS found ON ${sameKey("found", "wanted")}
      ORDER BY wanted.place`,
    values: [JSON.stringify(input)],
    writes: false,
  };
}

/**
 * Writes records and returns one row: the places of those that were written, as JSON. Inserts come before
 * updates and both go in the order of the key, so that two statements never wait for each other.
 */
export function writeStatement({ table }: SqlDialect, writes: readonly RecordWrite[]): PostgresStatement {
  const records = table("payoutkit_records");
  const key = keyColumns.join(", ");
  return {
    text: `
      WITH durable AS (${durableCommit}),
      input AS (
        SELECT entries.* FROM durable
        CROSS JOIN json_to_recordset($1::json) AS entries(place integer, replaces text COLLATE "C", ${inputColumns(recordColumns)})
        WHERE durable.setting IS NOT NULL
      ),
      inserted AS (
        INSERT INTO ${records} (${columnList})
        SELECT ${recordColumns.map((column) => inputValue(column)).join(", ")} FROM input WHERE replaces IS NULL ORDER BY ${key}
        ON CONFLICT DO NOTHING RETURNING ${key}
      ),
      locked AS (
        SELECT ${keyColumns.map((name) => `current.${name}`).join(", ")} FROM input
        JOIN ${records} AS current ON ${sameKey("current", "input")} AND current.revision = input.replaces
        CROSS JOIN (SELECT count(*) FROM inserted) AS inserts
        ORDER BY ${keyColumns.map((name) => `current.${name}`).join(", ")} FOR UPDATE OF current
      ),
      updated AS (
        UPDATE ${records} AS current SET ${assignments} FROM locked JOIN input ON ${sameKey("input", "locked")}
        WHERE ${sameKey("current", "locked")} AND current.revision = input.replaces
        RETURNING ${keyColumns.map((name) => `current.${name}`).join(", ")}
      )
      SELECT coalesce(json_agg(input.place), '[]'::json)::text AS won, ${nowMs} AS now_ms
      FROM input JOIN (SELECT ${key} FROM inserted UNION ALL SELECT ${key} FROM updated) AS written
      ON ${sameKey("input", "written")}`,
    values: [JSON.stringify(writes.map(toInput))],
    writes: true,
  };
}

/** Reads a page of records; one row with `revision` null if it is empty. */
export function listStatement(dialect: SqlDialect, { scope, states, after, limit }: RecordQuery): PostgresStatement {
  return {
    text: `
      SELECT clock.now_ms, ${readColumns("page")}
      FROM (SELECT ${nowMs} AS now_ms) AS clock LEFT JOIN (${listRecords(dialect, states)}) AS page ON true
      ORDER BY page.reference`,
    values: [scope.kind, scope.mode, scope.namespace, after ?? "", limit],
    writes: false,
  };
}

/** Reads a note. */
export function readNoteStatement(dialect: SqlDialect, scope: RecordScope, name: string): PostgresStatement {
  return { text: selectNote(dialect), values: [scope.kind, scope.mode, scope.namespace, name], writes: false };
}

/** Keeps a note. */
export function writeNoteStatement(
  { table }: SqlDialect,
  scope: RecordScope,
  name: string,
  value: string,
): PostgresStatement {
  return {
    text: `
      WITH durable AS (${durableCommit})
      INSERT INTO ${table("payoutkit_notes")} (kind, mode, namespace, name, value)
      SELECT $1::text, $2::text, $3::text, $4::text, $5::text FROM durable WHERE setting IS NOT NULL
      ON CONFLICT (kind, mode, namespace, name) DO UPDATE SET value = excluded.value`,
    values: [scope.kind, scope.mode, scope.namespace, name, value],
    writes: true,
  };
}

/** The time of the database, milliseconds since the epoch. */
export const nowMs = "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

// It holds for the statement's own transaction, is read when that commits, and never weakens what is set.
/** Has the transaction on the disk before its commit is answered. */
export const durableCommit: string =
  "SELECT set_config('synchronous_commit', " +
  "CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true) AS setting";

const keyOnly = recordColumns.slice(0, keyColumns.length);

const assignments = recordColumns
  .slice(keyColumns.length)
  .map((column) => `${column.name} = ${inputValue(column)}`)
  .join(", ");

function toInput({ record, replaces }: RecordWrite, place: number): Record<string, unknown> {
  const values = encodeRecord(record);
  const columns = recordColumnNames.map((name, column) => [name, values[column]]);
  return Object.fromEntries([["place", place], ["replaces", replaces], ...columns]);
}

/** Documents travel as text inside the JSON, so that Postgres never reads what is in them. */
function inputValue({ name, type }: Column): string {
  return type === "json" ? `input.${name}::json` : `input.${name}`;
}

function inputColumns(columns: readonly Column[]): string {
  return columns.map(({ name, type }) => `${name} ${type === "integer" ? "bigint" : 'text COLLATE "C"'}`).join(", ");
}

function readColumns(from: string): string {
  return recordColumns
    .map(({ name, type }) => (type === "json" ? `${from}.${name}::text AS ${name}` : `${from}.${name}`))
    .join(", ");
}

function sameKey(left: string, right: string): string {
  return keyColumns.map((name) => `${left}.${name} = ${right}.${name}`).join(" AND ");
}
