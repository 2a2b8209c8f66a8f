import { demandOptions } from "../../domain/options.ts";
import type { QueueStore } from "../../ports/queue-ledger.ts";
import type { PostgresPool } from "./postgres-database.ts";
import { PostgresStore } from "./postgres-store.ts";

export type { PostgresConnection, PostgresPool } from "./postgres-database.ts";

export type {
  BatchCount,
  CanceledPayout,
  CancelQuery,
  ClaimedPayout,
  CountQuery,
  JobOf,
  KnownPayout,
  LedgerTransaction,
  NewPayout,
  OpenPayout,
  OpenQuery,
  PutBackPayout,
  QueuedProblem,
  QueuedState,
  QueueLedger,
  QueueScope,
  QueueStore,
  SettledPayout,
} from "../../ports/queue-ledger.ts";

export { postgresRateLimiter, type PostgresRateLimiterOptions } from "./rate-limiter.ts";

/** Where the payouts are kept. */
export interface PostgresStoreOptions {
  /** Anything with `query(text, values)`, such as `pg.Pool`. It stays yours: closing the store doesn't end it. */
  readonly pool: PostgresPool;
  /** The schema of the tables, `public` by default; it is created if it isn't there. */
  readonly schema?: string | undefined;
}

/**
 * A store in a Postgres database, which many machines may use at once. Each call is one statement of its
 * own, so it works behind poolers that lend a connection for one transaction; what it writes is on the
 * disk before it resolves, even where the server's `synchronous_commit` is off. It also keeps the payouts that
 * wait in a queue, for which the pool has to lend connections (`connect`).
 *
 * Its calls fail with `API_ERROR`, reason `store_unavailable`, if the database can't be reached, refuses the
 * statement, or has tables that were made by a newer version. The outcome is `unknown` if the connection
 * was lost while something was written. A wrong option throws a `TypeError`.
 *
 * @example
 * const client = new PayoutClient({ provider, store: postgresStore({ pool: new pg.Pool() }) });
 */
export function postgresStore(options: PostgresStoreOptions): QueueStore {
  demandOptions("postgresStore", options, ["pool", "schema"] satisfies (keyof PostgresStoreOptions)[]);
  const { pool, schema = "public" } = options;
  if (typeof pool?.query !== "function") throw new TypeError("postgresStore: expected pool to be anything with query(text, values)");
  return new PostgresStore(pool, schema);
}
