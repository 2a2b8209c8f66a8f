import { resolve } from "node:path";
import { defineConfig, type Options } from "tsup";

const entries = {
  index: "src/index.ts",
  stripe: "src/providers/stripe/index.ts",
  sandbox: "src/providers/sandbox/index.ts",
  memory: "src/stores/memory/index.ts",
  sqlite: "src/stores/sqlite/index.ts",
  postgres: "src/stores/postgres/index.ts",
  "pg-boss": "src/queues/pg-boss/index.ts",
  testing: "src/testing/index.ts",
};

const shared: Options = {
  target: "node20",
  platform: "node",
  // A file for each entry: every chunk more is a file more to find and read at an import.
  splitting: false,
  // Without this `node:sqlite` would become `sqlite`, which no Node has.
  removeNodeProtocol: false,
};

export default defineConfig([
  {
    ...shared,
    name: "esm",
    format: "esm",
    entry: entries,
    // One pass for the command line too, so that its PayoutClient is the one of the core.
    dts: { entry: { ...entries, "cli/index": "src/cli/index.ts" } },
  },
  { ...shared, name: "cjs", format: "cjs", entry: entries, dts: true },
  {
    ...shared,
    name: "cli",
    format: "esm",
    entry: { index: "src/cli/index.ts", bin: "src/cli/bin.ts" },
    outDir: "dist/cli",
    // Whoever has pg-boss has it too, and nobody else needs it.
    external: ["pg"],
    banner: { js: requireForBundledCommonJs() },
    esbuildPlugins: [publicEntriesStayOutside()],
  },
]);

/** What the command line bundles is partly CommonJS and asks for Node's own modules with `require`. */
function requireForBundledCommonJs(): string {
  return 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';
}

/** The command line imports the built entries, as a user would, and bundles no second copy of them. */
function publicEntriesStayOutside(): NonNullable<Options["esbuildPlugins"]>[number] {
  const nameOf = new Map(Object.entries(entries).map(([name, source]) => [resolve(source), name]));
  return {
    name: "public-entries-stay-outside",
    setup(build) {
      build.onResolve({ filter: /^\.\..*\/index\.ts$/ }, ({ path, resolveDir }) => {
        const name = nameOf.get(resolve(resolveDir, path));
        return name === undefined ? undefined : { path: `../${name}.js`, external: true };
      });
    },
  };
}
