import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The tests that need a Chromium, in the built package. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/browser/**/*.browser.ts"],
    testTimeout: 60_000,
    reporters: ["default", "json"],
    outputFile: { json: "coverage/browser-results.json" },
  },
});
