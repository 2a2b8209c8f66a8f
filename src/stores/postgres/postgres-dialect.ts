import type { SqlDialect, SqlTrigger } from "../sql/dialect.ts";

/** Postgres with the tables in one schema; the collation "C" compares texts by their bytes. */
export function postgresDialect(schema: string): SqlDialect {
  const prefix = quoteName(schema);
  return {
    types: { text: 'text COLLATE "C"', integer: "bigint", json: "json" },
    tableSuffix: "",
    table: (name) => `${prefix}.${name}`,
    parameter: (place) => `$${place}`,
    addedRows,
    createTrigger: (trigger) => createTrigger(prefix, trigger),
  };
}

function createTrigger(prefix: string, { name, table, event, when, statements }: SqlTrigger): readonly string[] {
  const rows = event === "INSERT" ? `REFERENCING NEW TABLE AS ${addedRows} FOR EACH STATEMENT` : "FOR EACH ROW";
  const body = statements.map((statement) => `${statement};`).join(" ");
  return [
    `CREATE OR REPLACE FUNCTION ${prefix}.${name}() RETURNS trigger LANGUAGE plpgsql AS ${quoteText(`BEGIN ${body} RETURN NULL; END`)}`,
    `DROP TRIGGER IF EXISTS ${name} ON ${prefix}.${table}`,
    `CREATE TRIGGER ${name} AFTER ${event} ON ${prefix}.${table} ${rows} ` +
      `${when === null ? "" : `WHEN (${when}) `}EXECUTE FUNCTION ${prefix}.${name}()`,
  ];
}

const addedRows = "added";

/** A name as an identifier, whatever stands in it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal, whatever stands in it and however the server reads backslashes. */
export function quoteText(text: string): string {
  return `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
