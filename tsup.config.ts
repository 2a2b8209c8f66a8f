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

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];
type Metafile = NonNullable<Awaited<ReturnType<Parameters<Plugin["setup"]>[0]["esbuild"]["build"]>>["metafile"]>;

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
    entry: { index: "src/cli/index.ts", bin: "src/cli/bin.ts", "html-page": "src/cli/html-page.ts" },
    outDir: "dist/cli",
    banner: { js: requireForBundledCommonJs() },
    esbuildPlugins: [publicEntriesStayOutside(), pagesStayOutside(), pageScriptInlined()],
  },
]);

/** What the command line bundles is partly CommonJS and asks for Node's own modules with `require`. */
function requireForBundledCommonJs(): string {
  return 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';
}

/** The command line imports the built entries, as a user would, and bundles no second copy of them. */
function publicEntriesStayOutside(): Plugin {
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

/** The pages and what draws them are loaded when one is made, so they are a file of their own. */
function pagesStayOutside(): Plugin {
  return {
    name: "pages-stay-outside",
    setup(build) {
      build.onResolve({ filter: /\/html-page\.ts$/ }, ({ kind }) =>
        kind === "entry-point" ? undefined : { path: "./html-page.js", external: true },
      );
    },
  };
}

/** Puts the page's script, bundled and minified, in the place of the empty text that the sources have. */
function pageScriptInlined(): Plugin {
  return {
    name: "page-script-inlined",
    setup(build) {
      build.onLoad({ filter: /\/src\/cli\/page-script\.ts$/ }, async () => {
        const { outputFiles, metafile } = await build.esbuild.build({
          entryPoints: ["src/cli/page/main.ts"],
          bundle: true,
          minify: true,
          write: false,
          metafile: true,
          format: "iife",
          target: "es2022",
          legalComments: "none",
          tsconfig: "src/cli/page/tsconfig.json",
        });
        const script = outputFiles.map(({ text }) => text).join("");
        // Nothing in the script may end the element that it stands in.
        const text = JSON.stringify(script.replaceAll("</script", "<\\/script"));
        return { contents: `${remarks(metafile.outputs)}\nexport const pageScript = ${text};`, loader: "js" };
      });
    },
  };
}

/** Says which packages a script holds, in the words in which the bundler says it elsewhere. */
function remarks(outputs: Metafile["outputs"]): string {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const held = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const names = held.flatMap(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  const lines = [...new Set(names)].sort().map((name) => `// node_modules/${name}/`);
  return ["/*! The page's script holds:", ...lines, "*/"].join("\n");
}
