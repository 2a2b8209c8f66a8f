import type { SqlDialect } from "../sql/dialect.ts";

/** SQLite compares texts by their bytes unless it is told otherwise. */
export const sqliteDialect: SqlDialect = {
  types: { text: "TEXT", integer: "INTEGER", json: "TEXT" },
  tableSuffix: "STRICT",
  table: (name) => name,
  // Numbered placeholders count as named ones in Node 22.13.
  parameter: () => "?",
};
