import { describe, expect, test } from "vitest";
import { partOf, type SourceFile, sourceFiles } from "./sources.ts";

const inside = ["domain", "ports", "pacing", "lifecycle", "operations"];
const edge = ["domain", "ports"];

const mayImport = new Map<string, readonly string[]>([
  ["domain", []],
  ["ports", ["domain"]],
  ["pacing", ["domain", "ports"]],
  ["lifecycle", ["domain", "ports", "pacing"]],
  ["operations", ["domain", "ports", "pacing", "lifecycle"]],
  ["client.ts", inside],
  ["index.ts", [...inside, "client.ts"]],
  ["providers/stripe", edge],
  ["providers/sandbox", edge],
  ["stores/sql", edge],
  ["stores/memory", [...edge, "stores/sql"]],
  ["stores/sqlite", [...edge, "stores/sql"]],
  ["stores/postgres", [...edge, "stores/sql"]],
  ["queues/payouts", edge],
  ["queues/pg-boss", [...edge, "queues/payouts"]],
  ["testing", edge],
]);

const publicEntries = [
  "index.ts",
  "providers/stripe/index.ts",
  "providers/sandbox/index.ts",
  "stores/memory/index.ts",
  "stores/sqlite/index.ts",
  "stores/postgres/index.ts",
  "queues/pg-boss/index.ts",
];

/** Which parts may use a package; every part may use those of `everywhere`. */
const packages = new Map<string, readonly string[]>([
  ["stripe", ["providers/stripe"]],
  ["pg-boss", ["queues/pg-boss"]],
  ["node:sqlite", ["stores/sqlite", "providers/sandbox"]],
  ["pg", ["cli"]],
  ["commander", ["cli"]],
  ["csv-parse", ["cli"]],
  ["cli-progress", ["cli"]],
  ["cli-table3", ["cli"]],
  ["string-width", ["cli"]],
  ["@observablehq/plot", ["cli"]],
]);
const everywhere = ["neverthrow", "@noble/hashes"];

const core = sourceFiles.filter(({ path }) => [...inside, "client.ts", "index.ts"].includes(partOf(path)));
const outsideCli = sourceFiles.filter(({ path }) => partOf(path) !== "cli");

describe("the directions", () => {
  test("every part of src is in the table", () => {
    const parts = new Set(outsideCli.map(({ path }) => partOf(path)));
    expect([...parts].filter((part) => !mayImport.has(part))).toEqual([]);
  });

  test("a part imports only the parts that it stands on", () => {
    const wrong = outsideCli.flatMap((file) => foreignImports(file, isBelow));
    expect(wrong).toEqual([]);
  });

  test("the command line imports only the public entries", () => {
    const cli = sourceFiles.filter(({ path }) => partOf(path) === "cli");
    const isPublic = (_: string, imported: string): boolean =>
      !imported.endsWith(".ts") || partOf(imported) === "cli" || publicEntries.includes(imported);
    expect(cli.flatMap((file) => foreignImports(file, isPublic))).toEqual([]);
  });

  test("the core imports none of Node's own modules", () => {
    expect(core.flatMap((file) => foreignImports(file, (_, imported) => !imported.startsWith("node:")))).toEqual([]);
  });

  test("a package is imported only by the parts that it belongs to", () => {
    expect(sourceFiles.flatMap((file) => foreignImports(file, isPackageOfPart))).toEqual([]);
  });
});

describe("the vendors", () => {
  test("Stripe is named only in its folder and in the command line", () => {
    const naming = sourceFiles.filter(({ tokens }) => tokens.some((token) => /^["'`]?\w*stripe/i.test(token)));
    const parts = new Set(naming.map(({ path }) => partOf(path)));
    expect([...parts].filter((part) => part !== "providers/stripe" && part !== "cli")).toEqual([]);
  });

  test("node:sqlite is loaded on first use, so that importing a store works on every Node", () => {
    const atOnce = sourceFiles.filter(({ text }) => /^(import|export) (?!type\b)[^;]*from "node:sqlite"/m.test(text));
    expect(atOnce.map(({ path }) => path)).toEqual([]);
  });
});

function foreignImports(file: SourceFile, allows: (path: string, imported: string) => boolean): readonly string[] {
  return file.imports.filter((imported) => !allows(file.path, imported)).map((imported) => `${file.path} <- ${imported}`);
}

function isBelow(path: string, imported: string): boolean {
  if (!imported.endsWith(".ts")) return true;
  const part = partOf(path);
  return partOf(imported) === part || (mayImport.get(part)?.includes(partOf(imported)) ?? false);
}

function isPackageOfPart(path: string, imported: string): boolean {
  if (imported.endsWith(".ts") || imported.endsWith(".json")) return true;
  if (everywhere.some((name) => isOf(name, imported))) return true;
  const owner = [...packages].find(([name]) => isOf(name, imported));
  return owner === undefined ? imported.startsWith("node:") : owner[1].includes(partOf(path));
}

function isOf(name: string, imported: string): boolean {
  return imported === name || imported.startsWith(`${name}/`);
}
