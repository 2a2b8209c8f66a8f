import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** One file of `src`, as the compiler reads it. */
export interface SourceFile {
  /** Its path below `src`, such as `domain/money.ts`. */
  readonly path: string;
  readonly text: string;
  /** What it imports in any form: paths below `src`, and the names of packages and of Node's modules. */
  readonly imports: readonly string[];
  /** Its words without the comments: names, keywords, texts and numbers. */
  readonly tokens: readonly string[];
}

/** The project's root. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every file of `src`. */
export const sourceFiles: readonly SourceFile[] = filesBelow("src").map(readSource);

/** The TypeScript files below a folder of the project, such as `test`, by their path from the root. */
export function filesBelow(folder: string): readonly string[] {
  const from = join(root, folder);
  if (!existsSync(from)) return [];
  return readdirSync(from, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(folder, path));
}

/** The part of the house that a file belongs to: `domain`, `stores/sqlite`, `client.ts`. */
export function partOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  if (first.endsWith(".ts")) return first.startsWith("client") ? "client.ts" : first;
  return ["providers", "stores", "queues"].includes(first) ? `${first}/${second}` : first;
}

function readSource(file: string): SourceFile {
  const text = readFileSync(join(root, file), "utf8");
  const path = relative("src", file);
  const imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => resolveImport(path, fileName));
  return { path, text, imports, tokens: tokensOf(text) };
}

function resolveImport(path: string, imported: string): string {
  return imported.startsWith(".") ? join(dirname(path), imported) : imported;
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    if (node.getChildCount() === 0) tokens.push(node.getText());
    else node.getChildren().forEach(visit);
  };
  visit(ts.createSourceFile("source.ts", text, ts.ScriptTarget.ES2023, true));
  return tokens;
}
