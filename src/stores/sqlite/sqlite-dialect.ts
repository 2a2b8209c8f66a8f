import type { SqlDialect } from "../sql/dialect.ts";

/** SQLite compares texts by their bytes unless it is told otherwise. */
export const sqliteDialect: SqlDialect = {
  types: { text: "TEXT", integer: "INTEGER", json: "TEXT" },
  tableSuffix: "STRICT",
  table: (name) => name,
  // Numbered placeholders count as named ones in Node 22.13.
  parameter: () => "?",
  addedRows: null,
  createTrigger: ({ name, table, event, when, statements }) => [
    `CREATE TRIGGER IF NOT EXISTS ${name} AFTER ${event} ON ${table} ${when === null ? "" : `WHEN ${when} `}` +
      `BEGIN ${statements.map((statement) => `${statement};`).join(" ")} END`,
  ],
};
