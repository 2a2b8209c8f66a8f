import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "../stores/postgres/postgres-server.ts";
import type { StoreConfig } from "./open-store.ts";

/** Gives each world a store of its own, which nobody has used before. */
export interface Stores {
  readonly name: StoreConfig["name"];
  fresh(): StoreConfig;
  close(): Promise<void>;
}

/** Files in one temporary folder. */
export function sqliteStores(): Stores {
  const folder = mkdtempSync(join(tmpdir(), "payoutkit-crashes-"));
  let count = 0;
  return {
    name: "sqlite",
    fresh: () => ({ name: "sqlite", path: join(folder, `payouts-${++count}.db`) }),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Schemas of one real server. */
export async function postgresStores(): Promise<Stores> {
  const server = await startPostgres();
  let count = 0;
  return {
    name: "postgres",
    fresh: () => ({ name: "postgres", port: server.port, schema: `payouts_${++count}` }),
    close: () => server.stop(),
  };
}
