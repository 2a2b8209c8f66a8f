import { posix } from "node:path";
import ts from "typescript";
import type { PackedPackage } from "./packed.ts";

/** What loading one file of the package loads with it. */
export interface ModuleGraph {
  /** The package's own files. */
  readonly files: readonly string[];
  /** Other packages and Node's own modules. */
  readonly externals: readonly string[];
  /** The text of the files, one after the other. */
  readonly text: string;
}

/** Follows a built file's imports, those on first use included, to everything that it can load. */
export function moduleGraph(packed: PackedPackage, entry: string): ModuleGraph {
  const files = new Set([entry]);
  const externals = new Set<string>();
  for (const file of files) {
    for (const imported of importsOf(packed.read(file))) {
      if (imported.startsWith(".")) files.add(posix.join(posix.dirname(file), imported));
      else externals.add(imported);
    }
  }
  const text = [...files].map((file) => packed.read(file)).join("\n");
  return { files: [...files], externals: [...externals].sort(), text };
}

/** The files of `src` that were bundled into a text, by the bundler's own remarks. */
export function bundledSources(text: string): readonly string[] {
  return [...text.matchAll(/^\/\/ src\/(\S+)$/gm)].map(([, path = ""]) => path);
}

/** The names of the packages whose code was bundled into a text, by the bundler's own remarks. */
export function bundledPackages(text: string): readonly string[] {
  const remarks = text.matchAll(/^\s*\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm);
  return [...new Set([...remarks].map(([, name = ""]) => name))].sort();
}

function importsOf(text: string): readonly string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}
