import { keyColumns, recordColumns } from "./columns.ts";
import { createTable } from "./create-table.ts";
import type { SqlDialect } from "./dialect.ts";
import { createHistory } from "./history-schema.ts";
import { isOpenState } from "./open-states.ts";

/**
 * The steps from nothing to the newest schema; the first leads to version 1. A step that was published never
 * changes: what differs, be it a field of the document, is a step of its own. Each statement can be repeated.
 */
export const migrations: readonly ((dialect: SqlDialect) => readonly string[])[] = [createRecordsAndNotes, createHistory];

/** The version that this code reads and writes. */
export const schemaVersion: number = migrations.length;

/** Creates the table that holds the version, in one row. */
export function createVersionTable(dialect: SqlDialect): string {
  return createTable(dialect, "payoutkit_schema", "id", [
    { name: "id", type: "integer", nullable: false },
    { name: "version", type: "integer", nullable: false },
  ]);
}

/** Reads the version. */
export function selectVersion({ table }: SqlDialect): string {
  return `SELECT version FROM ${table("payoutkit_schema")} WHERE id = 1`;
}

/** Keeps the newest version. */
export function saveVersion({ table }: SqlDialect): string {
  return (
    `INSERT INTO ${table("payoutkit_schema")} (id, version) VALUES (1, ${schemaVersion}) ` +
    "ON CONFLICT (id) DO UPDATE SET version = excluded.version"
  );
}

function createRecordsAndNotes(dialect: SqlDialect): readonly string[] {
  const records = dialect.table("payoutkit_records");
  return [
    createTable(dialect, "payoutkit_records", keyColumns.join(", "), recordColumns),
    `CREATE INDEX IF NOT EXISTS payoutkit_records_open ON ${records} (${keyColumns.join(", ")}) WHERE ${isOpenState}`,
    `CREATE INDEX IF NOT EXISTS payoutkit_records_transfer ON ${records} (transfer_id) WHERE transfer_id IS NOT NULL`,
    createTable(dialect, "payoutkit_notes", "kind, mode, namespace, name", [
      { name: "kind", type: "text", nullable: false },
      { name: "mode", type: "text", nullable: false },
      { name: "namespace", type: "text", nullable: false },
      { name: "name", type: "text", nullable: false },
      { name: "value", type: "text", nullable: false },
    ]),
  ];
}
