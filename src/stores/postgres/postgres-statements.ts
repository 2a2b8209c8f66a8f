import type { RecordId, RecordQuery, RecordScope } from "../../ports/payout-store.ts";
import { type Column, keyColumns, recordColumns } from "../sql/columns.ts";
import type { SqlDialect } from "../sql/dialect.ts";
import { listRecords, selectNote } from "../sql/statements.ts";
import { packRows, unpackedRows } from "./packed-rows.ts";
import type { PostgresStatement } from "./postgres-database.ts";

/** Reads records: a row for each id, in order, with `revision` null where there is no record. The key isn't in the row. */
export function loadStatement({ table }: SqlDialect, ids: readonly RecordId[]): PostgresStatement {
  const { marks, texts } = packRows([ids.map(({ kind, mode, namespace, reference }, place) => [kind, mode, namespace, reference, place])]);
  const sameKey = keyColumns.map((name, place) => `found.${name} = row_values[${place + 1}]`).join(" AND ");
  return {
    text: `
      SELECT clock.now_ms, ${readColumns("found", recordColumns.slice(keyColumns.length))}
      FROM (SELECT ${nowMs} AS now_ms) AS clock
      LEFT JOIN ${unpackedRows("$4")} AS wanted ON true
      LEFT JOIN ${table("payoutkit_records")} AS found ON ${sameKey}
      ORDER BY row_values[${keyColumns.length + 1}]::integer`,
    values: [...marks, ...texts],
    writes: false,
  };
}

/** Reads a page of records; one row with `revision` null if it is empty. */
export function listStatement(dialect: SqlDialect, { scope, states, after, limit }: RecordQuery): PostgresStatement {
  return {
    text: `
      SELECT clock.now_ms, ${readColumns("page", recordColumns)}
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

function readColumns(from: string, columns: readonly Column[]): string {
  return columns
    .map(({ name, type }) => (type === "json" ? `${from}.${name}::text AS ${name}` : `${from}.${name}`))
    .join(", ");
}
