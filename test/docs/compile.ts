import { join } from "node:path";
import ts from "typescript";
import { type CodeBlock, root } from "./pages.ts";

/** The program of every example, each a module of its own beside the sources. */
export function exampleProgram(examples: readonly CodeBlock[]): ts.Program {
  const files = new Map(examples.map((example) => [fileOf(example), example.code]));
  const options = readOptions();
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const code = files.get(name);
    return code === undefined
      ? getSourceFile(name, languageVersion, ...rest)
      : ts.createSourceFile(name, code, languageVersion);
  };
  return ts.createProgram([...files.keys(), join(root, "test/docs/opentelemetry-api.d.ts")], options, host);
}

/** What the compiler says about one example, a line for each complaint; empty if it compiles. */
export function complaintsAbout(program: ts.Program, example: CodeBlock): string[] {
  const file = program.getSourceFile(fileOf(example));
  if (file === undefined) throw new Error(`${example.place} isn't in the program`);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((diagnostic) => {
    const line = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1;
    return `line ${line} of the example: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`;
  });
}

function fileOf({ place }: CodeBlock): string {
  return join(root, "docs-examples", `${place.replaceAll(/[^\w]+/g, "-")}.ts`);
}

function readOptions(): ts.CompilerOptions {
  const path = join(root, "tsconfig.json");
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root, undefined, path);
  // An example may name a thing just to show it.
  return { ...options, noUnusedLocals: false, noUnusedParameters: false, moduleDetection: ts.ModuleDetectionKind.Force };
}
