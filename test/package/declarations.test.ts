import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { compile } from "../types/compile.ts";
import { installPacked } from "./packed.ts";

const packed = installPacked();
const types = fileURLToPath(new URL("../types/", import.meta.url));
const copied = ["expect.ts", "errors.ts", "client.ts"];

const programs = {
  "all.cts": ["", "/stripe", "/sandbox", "/memory", "/sqlite", "/postgres", "/pg-boss", "/testing"]
    .map((entry, index) => `import entry${index} = require("payoutkit${entry}"); void entry${index};`)
    .join("\n"),
  "taker.cts": `
    import payoutkit = require("payoutkit");
    declare const take: (client: payoutkit.PayoutClient) => void;
    export = { take };`,
  "giver.mts": `
    import type { PayoutClient } from "payoutkit";
    import taker from "./taker.cts";
    declare const client: PayoutClient;
    taker.take(client);`,
  "command.mts": `
    import type { PayoutClient } from "payoutkit";
    import { recoverCommand } from "payoutkit/cli";
    export const pass = (client: PayoutClient): Parameters<typeof recoverCommand>[0] => client;`,
  "inferred.mts": `
    import { stripeProvider } from "payoutkit/stripe";
    import { sandboxProvider } from "payoutkit/sandbox";
    import { memoryStore } from "payoutkit/memory";
    import { sqliteStore } from "payoutkit/sqlite";
    import { postgresStore } from "payoutkit/postgres";
    import { payoutQueue } from "payoutkit/pg-boss";
    export const stripe = stripeProvider({ apiKey: "" });
    export const sandbox = sandboxProvider({ balance: { usd: 1 } });
    export const memory = memoryStore();
    export const sqlite = sqliteStore({ path: "payouts.db" });
    export const postgres = (pool: Parameters<typeof postgresStore>[0]["pool"]) => postgresStore({ pool });
    export const queue = (options: Parameters<typeof payoutQueue>[0]) => payoutQueue(options);`,
};

for (const name of copied) copyFileSync(join(types, name), join(packed.project, name));
for (const [name, program] of Object.entries(programs)) writeFileSync(join(packed.project, name), program);
const problems = compileAll([...copied, ...Object.keys(programs)]);

test("no declaration of the package is wrong in itself, which `skipLibCheck` would hide", () => {
  const declarations = join(packed.project, "node_modules/payoutkit/");
  expect(problems.filter((problem) => problem.startsWith(declarations))).toEqual([]);
});

test("what must compile against the sources compiles against the package, and what must not doesn't", () => {
  expect(problemsOf(...copied)).toEqual([]);
});

test("a CommonJS file finds the types of every entry but the command line's", () => {
  expect(problemsOf("all.cts")).toEqual([]);
});

test("a client of one module format serves where one of the other is asked for", () => {
  expect(problemsOf("taker.cts", "giver.mts")).toEqual([]);
});

test("the command functions take the client of the core", () => {
  expect(problemsOf("command.mts")).toEqual([]);
});

test("what an adapter returns can be named in a user's own declarations", () => {
  expect(problemsOf("inferred.mts")).toEqual([]);
});

test("a declaration keeps its doc comments", () => {
  const declarations = packed.files.filter((file) => file.endsWith(".d.ts")).map(packed.read);
  expect(declarations.join("\n")).toMatch(/\*\/\s*sendPayout\(/);
});

/** Compiles with every declaration read, as a user does who leaves `skipLibCheck` off. */
function compileAll(names: readonly string[]): readonly string[] {
  return compile(
    names.map((name) => join(packed.project, name)),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      allowImportingTsExtensions: true,
      skipLibCheck: false,
      declaration: true,
      typeRoots: [join(packed.project, "node_modules/@types")],
    },
  );
}

function problemsOf(...names: readonly string[]): readonly string[] {
  return problems.filter((problem) => names.some((name) => problem.startsWith(`${join(packed.project, name)}:`)));
}
