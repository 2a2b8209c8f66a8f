import { expect, test } from "vitest";
import { bundledPackages, bundledSources, moduleGraph } from "./module-graph.ts";
import { installPacked } from "./packed.ts";

const packed = installPacked();
const dual = ["index", "stripe", "sandbox", "memory", "sqlite", "postgres", "pg-boss", "testing"];

test("the tarball holds the built files, the texts about them and nothing else", () => {
  const known = /^(dist\/.+\.(js|cjs|d\.ts|d\.cts)|docs\/[\w-]+\.(md|svg))$/;
  const strays = packed.files.filter((file) => !known.test(file));
  expect(strays.filter((file) => file !== "CHANGELOG.md" && file !== "README.md")).toEqual([
    "LICENSE",
    "THIRD_PARTY_LICENSES.md",
    "docs/llms.txt",
    "package.json",
  ]);
  expect(packed.files).toContain("docs/errors.md");
});

test.each(dual)("%s is there as ESM and as CommonJS, each with its types", (name) => {
  const wanted = ["cjs", "d.cts", "d.ts", "js"].map((ending) => `dist/${name}.${ending}`);
  expect(wanted.filter((file) => !packed.files.includes(file))).toEqual([]);
});

test.each(["dist/index.js", "dist/index.cjs"])("%s loads neverthrow, and none of Node's own modules", (entry) => {
  expect(moduleGraph(packed, entry).externals).toEqual(["neverthrow"]);
});

test.each(["dist/index.js", "dist/index.cjs"])("%s holds no code of an adapter", (entry) => {
  const sources = bundledSources(moduleGraph(packed, entry).text);
  expect(sources).toContain("client.ts");
  expect(sources.filter((source) => /^(providers|stores|queues|testing|cli)\//.test(source))).toEqual([]);
});

test.each(["dist/stripe.js", "dist/stripe.cjs"])("%s is the only way to stripe", (entry) => {
  expect(moduleGraph(packed, entry).externals).toContain("stripe");
  const others = dual.filter((name) => name !== "stripe").map((name) => entry.replace("stripe", name));
  expect(others.filter((other) => moduleGraph(packed, other).externals.includes("stripe"))).toEqual([]);
});

test.each(["dist/sqlite.js", "dist/sqlite.cjs"])("%s asks for node:sqlite under its full name", (entry) => {
  const { externals } = moduleGraph(packed, entry);
  expect(externals).toContain("node:sqlite");
  expect(externals.filter((name) => name === "sqlite")).toEqual([]);
});

test("no entry but the command line bundles more than the hash functions", () => {
  const texts = packed.files.filter((file) => /^dist\/[^/]+\.(js|cjs)$/.test(file)).map(packed.read);
  expect(bundledPackages(texts.join("\n"))).toEqual(["@noble/hashes"]);
});

test("the page's charts are in a file of their own, which nothing loads before a page is made", () => {
  const page = packed.read("dist/cli/html-page.js");
  expect(bundledPackages(page)).toContain("@observablehq/plot");
  expect(page.length).toBeGreaterThan(200_000);
  for (const file of packed.files.filter((name) => /\.c?js$/.test(name) && name !== "dist/cli/html-page.js")) {
    const text = packed.read(file);
    expect(bundledPackages(text).filter((name) => /plot|^d3/.test(name)), file).toEqual([]);
    expect(text.includes("Who got most"), file).toBe(false);
    expect(/^(?:import|export)[^;]*html-page/m.test(text), file).toBe(false);
  }
  expect(packed.read("dist/cli/bin.js")).toContain('import("./html-page.js")');
});

test("the licence of every bundled package is told", () => {
  const texts = packed.files.filter((file) => /\.(js|cjs)$/.test(file)).map(packed.read);
  const bundled = bundledPackages(texts.join("\n"));
  expect(bundled).toContain("commander");
  const told = packed.read("THIRD_PARTY_LICENSES.md");
  expect(bundled.filter((name) => !told.includes(`\n## ${name}\n`))).toEqual([]);
});

test("the declarations need neverthrow alone, and no file that isn't in the package", () => {
  const declarations = packed.files.filter((file) => /\.d\.c?ts$/.test(file));
  const specifiers = declarations.flatMap((file) =>
    [...packed.read(file).matchAll(/from ['"]([^'"]+)['"]/g)].map(([, specifier = ""]) => specifier),
  );
  expect(specifiers.filter((specifier) => /(?<!\.d)\.[cm]?ts$/.test(specifier))).toEqual([]);
  const outside = new Set(specifiers.filter((specifier) => !specifier.startsWith(".")));
  expect([...outside].sort()).toEqual(["neverthrow"]);
});
