// Tells how large each entry is when a bundler has taken it in whole: minified, and minified and compressed.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const entries = ["index", "stripe", "sandbox", "memory", "sqlite", "postgres", "pg-boss"];

console.log("| entry | minified | minified and gzipped |\n| --- | --- | --- |");
for (const entry of entries) {
  const { outputFiles } = await build({
    entryPoints: [`${dist}${entry}.js`],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    // What the user's project holds anyway.
    external: ["stripe", "pg", "pg-boss"],
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error(`nothing was bundled of ${entry}`);
  const name = entry === "index" ? "payoutkit" : `payoutkit/${entry}`;
  console.log(`| \`${name}\` | ${kilobytes(bundle.contents.length)} | ${kilobytes(gzipSync(bundle.contents).length)} |`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
