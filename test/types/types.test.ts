import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { compile } from "./compile.ts";

const project = fileURLToPath(new URL("../../tsconfig.json", import.meta.url));
const names = ["errors.ts", "client.ts"];
const { config } = ts.readConfigFile(project, (path) => ts.sys.readFile(path));
const problems = compile(names.map(pathOf), {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  configFilePath: project,
  paths: config.compilerOptions.paths,
});

test.each(names)("what must compile in %s does, and what must not doesn't", (name) => {
  expect(problems.filter((problem) => problem.startsWith(`${pathOf(name)}:`))).toEqual([]);
});

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
