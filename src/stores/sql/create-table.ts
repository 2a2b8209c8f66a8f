import type { Column } from "./columns.ts";
import type { SqlDialect, TableName } from "./dialect.ts";

/** Creates a table if it isn't there. */
export function createTable(
  dialect: SqlDialect,
  table: TableName,
  primaryKey: string,
  columns: readonly Column[],
): string {
  const lines = columns.map(
    ({ name, type, nullable }) => `${name} ${dialect.types[type]}${nullable ? "" : " NOT NULL"}`,
  );
  const body = [...lines, `PRIMARY KEY (${primaryKey})`].join(", ");
  return `CREATE TABLE IF NOT EXISTS ${dialect.table(table)} (${body}) ${dialect.tableSuffix}`.trimEnd();
}
