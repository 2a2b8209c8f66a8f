import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(`src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^payoutkit\/(stripe|sandbox)$/, replacement: source("providers/$1/index.ts") },
      { find: /^payoutkit\/(memory|sqlite|postgres)$/, replacement: source("stores/$1/index.ts") },
      { find: /^payoutkit\/pg-boss$/, replacement: source("queues/pg-boss/index.ts") },
      { find: /^payoutkit\/(testing|cli)$/, replacement: source("$1/index.ts") },
      { find: /^payoutkit$/, replacement: source("index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ["default", "json"],
    outputFile: { json: "coverage/results.json" },
    coverage: { provider: "v8", include: ["src/**/*.ts"] },
  },
});
