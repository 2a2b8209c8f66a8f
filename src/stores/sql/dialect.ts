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
  /** The statements that create a trigger, which runs once for each row that was changed. */
  readonly createTrigger: (trigger: SqlTrigger) => readonly string[];
  /** The table in which a trigger on `INSERT` finds all rows of a statement; `null` where it runs for each, which is `NEW`. */
  readonly addedRows: string | null;
}

/** What happens in the same commit whenever rows are added, or one is changed, which is `NEW` then, and `OLD` as it was. */
export interface SqlTrigger {
  readonly name: string;
  readonly table: TableName;
  readonly event: "INSERT" | "UPDATE";
  /** A condition on `NEW` and `OLD`, `null` for every row. */
  readonly when: string | null;
  readonly statements: readonly string[];
}

/** The tables of a store. */
export type TableName = "payoutkit_schema" | "payoutkit_records" | "payoutkit_notes" | HistoryTable;

/** The tables that mirror a provider's history. */
export type HistoryTable = "payoutkit_histories" | "payoutkit_transfers" | "payoutkit_transfer_sums";
