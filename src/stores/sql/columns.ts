/** What a column holds; each dialect has its own word for it. */
export type ColumnType = "text" | "integer" | "json";

/** One column of a table. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** What makes a record unique, in the order of the primary key. */
export const keyColumns = ["kind", "mode", "namespace", "reference"] as const;

/**
 * The columns of a record, in the order in which the codec writes them. What can be queried has a column of
 * its own; the rest is the document.
 */
export const recordColumns: readonly Column[] = [
  required("kind", "text"),
  required("mode", "text"),
  required("namespace", "text"),
  required("reference", "text"),
  required("state", "text"),
  required("revision", "text"),
  required("account", "text"),
  required("recipient_id", "text"),
  required("amount", "integer"),
  required("currency", "text"),
  nullable("transfer_id", "text"),
  nullable("amount_reversed", "integer"),
  required("created_at_ms", "integer"),
  required("updated_at_ms", "integer"),
  nullable("lease_token", "text"),
  nullable("lease_owner", "text"),
  nullable("lease_expires_at_ms", "integer"),
  required("document", "json"),
];

/** The names of a record's columns, in order. */
export const recordColumnNames: readonly string[] = recordColumns.map((column) => column.name);

function required(name: string, type: ColumnType): Column {
  return { name, type, nullable: false };
}

function nullable(name: string, type: ColumnType): Column {
  return { name, type, nullable: true };
}
