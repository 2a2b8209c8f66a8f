import { ResultAsync } from "neverthrow";
import type { StoreFailure } from "../../ports/payout-store.ts";
import { storeFailure } from "../sql/store-failure.ts";

/** Node's own SQLite. */
export type SqliteDriver = typeof import("node:sqlite");

/** Loads the SQLite that comes with Node; fails where Node has none. */
export function loadDriver(): ResultAsync<SqliteDriver, StoreFailure> {
  return ResultAsync.fromPromise(import("node:sqlite"), (cause) =>
    storeFailure({
      message:
        `the sqlite store needs the SQLite of Node 22.13 or later, and ${process.version} brings none; ` +
        "upgrade Node, or keep the payouts in Postgres",
      retryable: false,
      cause,
    }),
  );
}
