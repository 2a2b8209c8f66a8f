import { type ResultAsync, err, errAsync, ok, okAsync } from "neverthrow";
import type { StoreFailure } from "../../ports/payout-store.ts";
import type { SqlDialect } from "../sql/dialect.ts";
import { createVersionTable, migrations, saveVersion, schemaVersion, selectVersion } from "../sql/schema.ts";
import { storeFailure } from "../sql/store-failure.ts";
import { type PostgresPool, runStatement } from "./postgres-database.ts";
import { postgresDialect, quoteName, quoteText } from "./postgres-dialect.ts";

/** Creates the tables or brings them up to date; reads alone, if they are there already. */
export function setUpTables(pool: PostgresPool, schema: string): ResultAsync<void, StoreFailure> {
  return readVersion(pool, schema).andThen((version) => {
    if (version >= schemaVersion) return checkVersion(schema, version);
    return runStatement(pool, { text: migrateStatement(schema), writes: false })
      .andThen(() => readKeptVersion(pool, schema))
      .andThen((migrated) => checkVersion(schema, migrated));
  });
}

function readVersion(pool: PostgresPool, schema: string): ResultAsync<number, StoreFailure> {
  return findVersionTable(pool, postgresDialect(schema)).andThen((exists) => (exists ? readKeptVersion(pool, schema) : okAsync(0)));
}

function readKeptVersion(pool: PostgresPool, schema: string): ResultAsync<number, StoreFailure> {
  return runStatement(pool, { text: selectVersion(postgresDialect(schema)), writes: false }).map(([row]) => Number(row?.["version"] ?? 0));
}

function findVersionTable(pool: PostgresPool, { table }: SqlDialect): ResultAsync<boolean, StoreFailure> {
  const statement = {
    text: "SELECT getdatabaseencoding() AS encoding, to_regclass($1::text) IS NOT NULL AS found",
    values: [table("payoutkit_schema")],
    writes: false,
  };
  return runStatement(pool, statement).andThen(([row]) => {
    if (row?.["encoding"] === "UTF8") return ok(row["found"] === true);
    return err(wrongEncoding(String(row?.["encoding"])));
  });
}

function checkVersion(schema: string, version: number): ResultAsync<void, StoreFailure> {
  if (version === schemaVersion) return okAsync(undefined);
  return errAsync(
    storeFailure({
      message:
        `the tables in the Postgres schema ${schema} have version ${version}, and this version of payoutkit knows ` +
        `${schemaVersion}; upgrade payoutkit here, the tables were left as they were`,
      retryable: false,
    }),
  );
}

function wrongEncoding(encoding: string): StoreFailure {
  return storeFailure({
    message: `the Postgres database has the encoding ${encoding}; the store needs one with the encoding UTF8`,
    retryable: false,
  });
}

/** One block, hence one transaction: whoever comes second waits for the lock and finds nothing left to do. */
function migrateStatement(schema: string): string {
  const dialect = postgresDialect(schema);
  const steps = migrations.map((migration, step) => {
    const statements = migration(dialect)
      .map((statement) => `${statement};`)
      .join("\n");
    return `IF found <= ${step} THEN ${statements} END IF;`;
  });
  return `DO LANGUAGE plpgsql ${quoteText(`
    DECLARE found bigint;
    BEGIN
      PERFORM pg_advisory_xact_lock(${migrationLock});
      IF to_regnamespace(${quoteText(quoteName(schema))}) IS NULL THEN CREATE SCHEMA ${quoteName(schema)}; END IF;
      ${createVersionTable(dialect)};
      found := coalesce((${selectVersion(dialect)}), 0);
      ${steps.join("\n")}
      IF found < ${schemaVersion} THEN ${saveVersion(dialect)}; END IF;
    END`)}`;
}

/** The letters "payoutkt" as a number, so that no other use of advisory locks is likely to meet it. */
const migrationLock = "8097887124607757172";
