import pg from "pg";
import type { PayoutStore } from "../../src/index.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { postgresStore } from "../../src/stores/postgres/index.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";

/** Where the payouts of one world are kept. */
export type StoreConfig =
  | { readonly name: "memory" }
  | { readonly name: "sqlite"; readonly path: string }
  | { readonly name: "postgres"; readonly port: number; readonly schema: string };

/** An open store and how to release what it stands on. */
export interface OpenStore {
  readonly store: PayoutStore;
  close(): Promise<void>;
}

/** Opens a store as an application would. */
export function openStore(config: StoreConfig): OpenStore {
  if (config.name === "memory") return { store: memoryStore(), close: async () => {} };
  if (config.name === "sqlite") return { store: sqliteStore({ path: config.path }), close: async () => {} };
  const pool = new pg.Pool({
    host: "127.0.0.1",
    port: config.port,
    user: "postgres",
    password: "postgres",
    database: "postgres",
    max: 3,
  });
  return { store: postgresStore({ pool, schema: config.schema }), close: () => pool.end() };
}
