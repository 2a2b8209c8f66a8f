import type { PayoutState } from "../../domain/payout-record.ts";
import { keyColumns, recordColumnNames } from "./columns.ts";
import type { SqlDialect } from "./dialect.ts";
import { stateCondition } from "./open-states.ts";

/** A record's columns, as they stand in a statement. */
export const columnList: string = recordColumnNames.join(", ");

/** Reads one record. Values: the key. */
export function selectRecord({ table, parameter }: SqlDialect): string {
  return `SELECT ${columnList} FROM ${table("payoutkit_records")} WHERE ${equalTo(keyColumns, parameter)}`;
}

/** Inserts one record if there is none. Values: the columns. */
export function insertRecord({ table, parameter }: SqlDialect): string {
  const values = recordColumnNames.map((_, place) => parameter(place + 1)).join(", ");
  return `INSERT INTO ${table("payoutkit_records")} (${columnList}) VALUES (${values}) ON CONFLICT DO NOTHING`;
}

/** Replaces one record if it still has a revision. Values: the columns after the key, the key, that revision. */
export function updateRecord({ table, parameter }: SqlDialect): string {
  const changed = recordColumnNames.slice(keyColumns.length);
  const assignments = changed.map((name, place) => `${name} = ${parameter(place + 1)}`).join(", ");
  const condition = equalTo([...keyColumns, "revision"], (place) => parameter(changed.length + place));
  return `UPDATE ${table("payoutkit_records")} SET ${assignments} WHERE ${condition}`;
}

/** Reads a page of records in these states. Values: the scope, the reference before, the limit. */
export function listRecords({ table, parameter }: SqlDialect, states: readonly PayoutState[]): string {
  return (
    `SELECT ${columnList} FROM ${table("payoutkit_records")} ` +
    `WHERE ${equalTo(scopeColumns, parameter)} AND reference > ${parameter(4)} AND ${stateCondition(states)} ` +
    `ORDER BY reference LIMIT ${parameter(5)}`
  );
}

/** Reads a note. Values: the scope, the name. */
export function selectNote({ table, parameter }: SqlDialect): string {
  return `SELECT value FROM ${table("payoutkit_notes")} WHERE ${equalTo([...scopeColumns, "name"], parameter)}`;
}

/** Keeps a note. Values: the scope, the name, the value. */
export function upsertNote({ table, parameter }: SqlDialect): string {
  const values = [1, 2, 3, 4, 5].map(parameter).join(", ");
  return (
    `INSERT INTO ${table("payoutkit_notes")} (kind, mode, namespace, name, value) VALUES (${values}) ` +
    "ON CONFLICT (kind, mode, namespace, name) DO UPDATE SET value = excluded.value"
  );
}

const scopeColumns = ["kind", "mode", "namespace"] as const;

function equalTo(columns: readonly string[], parameter: SqlDialect["parameter"]): string {
  return columns.map((name, place) => `${name} = ${parameter(place + 1)}`).join(" AND ");
}
