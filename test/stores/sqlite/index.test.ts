import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { storeConformance } from "../../../src/testing/store-conformance.ts";

storeConformance({
  name: "sqlite",
  test,
  keepsHistory: true,
  create: async () => {
    const folder = await mkdtemp(join(tmpdir(), "payoutkit-"));
    const path = join(folder, "payouts.db");
    return {
      store: sqliteStore({ path }),
      reopen: async () => sqliteStore({ path }),
      cleanup: () => rm(folder, { recursive: true }),
    };
  },
});
