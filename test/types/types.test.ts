import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { compile } from "./compile.ts";

const project = fileURLToPath(new URL("../../tsconfig.json", import.meta.url));

test.each(["errors.ts", "client.ts"])("what must compile in %s does, and what must not doesn't", (name) => {
  const { config } = ts.readConfigFile(project, (path) => ts.sys.readFile(path));
  const { paths } = config.compilerOptions;
  const file = fileURLToPath(new URL(name, import.meta.url));
  const options = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    configFilePath: project,
    paths,
  };
  expect(compile([file], options)).toEqual([]);
});
