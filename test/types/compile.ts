import ts from "typescript";

const strictest: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts", "lib.es2024.string.d.ts", "lib.esnext.disposable.d.ts"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  noEmit: true,
};

/** Compiles files as a strict user would and lists what the compiler says, one line a problem. */
export function compile(files: readonly string[], options: ts.CompilerOptions): readonly string[] {
  const program = ts.createProgram({ rootNames: [...files], options: { ...strictest, ...options } });
  return ts.getPreEmitDiagnostics(program).map(describe);
}

function describe({ file, start = 0, messageText }: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (file === undefined) return message;
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1} ${message}`;
}
