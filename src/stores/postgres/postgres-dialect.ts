import type { SqlDialect } from "../sql/dialect.ts";

/** Postgres with the tables in one schema; the collation "C" compares texts by their bytes. */
export function postgresDialect(schema: string): SqlDialect {
  const prefix = quoteName(schema);
  return {
    types: { text: 'text COLLATE "C"', integer: "bigint", json: "json" },
    tableSuffix: "",
    table: (name) => `${prefix}.${name}`,
    parameter: (place) => `$${place}`,
  };
}

/** A name as an identifier, whatever stands in it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal, whatever stands in it and however the server reads backslashes. */
export function quoteText(text: string): string {
  return `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
