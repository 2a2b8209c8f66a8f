import { demandOptions } from "../../domain/options.ts";
import { describe } from "../../domain/payout-request.ts";
import type { PayoutStore } from "../../ports/payout-store.ts";
import { SqliteStore } from "./sqlite-store.ts";

/** Where the payouts are kept. */
export interface SqliteStoreOptions {
  /** A file on a local disk; it is created if it isn't there, its folder isn't. */
  readonly path: string;
  /** How long a call waits for another process that holds the file, milliseconds; 5,000 by default. */
  readonly lockTimeoutMs?: number | undefined;
}

/**
 * A store in one SQLite file, which several processes of one machine may use at once. Needs Node 22.13 or
 * later, opens the file on first use, and syncs the disk before a write resolves.
 *
 * Its calls fail with `API_ERROR`, reason `store_unavailable`, if the file can't be opened or written, is
 * locked for too long, is damaged, lies on a network disk, or was made by a newer version. A file that can't
 * be used is left as it was, and a later call tries again. A wrong option throws a `TypeError`.
 *
 * @example
 * const client = new PayoutClient({ provider, store: sqliteStore({ path: "payouts.db" }) });
 */
export function sqliteStore(options: SqliteStoreOptions): PayoutStore {
  demandOptions("sqliteStore", options, ["path", "lockTimeoutMs"] satisfies (keyof SqliteStoreOptions)[]);
  const { path, lockTimeoutMs = 5000 } = options;
  if (typeof path !== "string") throw new TypeError(`sqliteStore: expected path to be a file's, got ${describe(path)}`);
  if (!Number.isFinite(lockTimeoutMs) || lockTimeoutMs < 0) {
    throw new TypeError(`sqliteStore: expected lockTimeoutMs to be 0 or more milliseconds, got ${describe(lockTimeoutMs)}`);
  }
  return new SqliteStore(path, lockTimeoutMs);
}
