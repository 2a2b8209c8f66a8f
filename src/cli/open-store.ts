import { err, ok, type PayoutStore, type Result } from "../index.ts";
import { missingSqlite } from "./missing-sqlite.ts";
import type { QueueStore } from "../stores/postgres/index.ts";

/** What stands for the database of `DATABASE_URL` where a path would stand. */
export const postgresName = "postgres";

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Opens the store of a path, or the one in the database; the error is a sentence for the user. */
export async function openStore(path: string, environment: Environment): Promise<Result<PayoutStore, string>> {
  if (path === postgresName) return (await openDatabase(environment)).map(({ store }) => store);
  const missing = missingSqlite();
  if (missing !== null) return err(missing);
  const { sqliteStore } = await import("../stores/sqlite/index.ts");
  return ok(sqliteStore({ path }));
}

/** A database that is ready to use. */
export interface OpenedDatabase {
  readonly connectionString: string;
  readonly pool: InstanceType<Awaited<typeof import("pg")>["default"]["Pool"]>;
  readonly store: QueueStore;
}

/** Opens the database of `DATABASE_URL`; its connections end with the process. */
export async function openDatabase(environment: Environment): Promise<Result<OpenedDatabase, string>> {
  const connectionString = environment["DATABASE_URL"]?.trim() ?? "";
  if (connectionString === "") return err(noDatabase);
  // Loaded when it is asked for, so that everything else works without it.
  const driver = await import("pg").catch(() => null);
  if (driver === null) return err(noDriver);
  const { Pool } = driver.default;
  const { postgresStore } = await import("../stores/postgres/index.ts");
  const pool = new Pool({ connectionString, max: 10, allowExitOnIdle: true });
  // A connection that is lost while it is idle is replaced; the calls that need one say what is wrong.
  pool.on("error", () => {});
  return ok({ connectionString, pool, store: postgresStore({ pool }) });
}

const noDriver = "The packages for PostgreSQL aren't installed: npm install pg pg-boss, beside payoutkit.";

const noDatabase =
  "There is no database. Set DATABASE_URL to a PostgreSQL database, such as postgres://user@host/payouts; " +
  "the packages pg and pg-boss have to be installed too.";
