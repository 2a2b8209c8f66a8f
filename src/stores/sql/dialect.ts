import type { ColumnType } from "./columns.ts";

/** Where the SQL of two databases differs. */
export interface SqlDialect {
  /** The type of a column; texts compare by their UTF-8 bytes. */
  readonly types: Readonly<Record<ColumnType, string>>;
  /** What stands after a table's closing bracket. */
  readonly tableSuffix: string;
  /** A table's name, quoted where it needs to be. */
  readonly table: (name: TableName) => string;
  /** The placeholder of a value, 1 for the first; a statement names its values in order, each once. */
  readonly parameter: (place: number) => string;
}

/** The tables of a store. */
export type TableName = "payoutkit_schema" | "payoutkit_records" | "payoutkit_notes";
