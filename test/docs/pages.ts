import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

/** A page of documentation. */
export interface Page {
  /** From the project's root, such as `docs/errors.md`. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly CodeBlock[];
}

/** A fenced block of code. */
export interface CodeBlock {
  /** The page and the line on which the code begins, such as `docs/errors.md:12`. */
  readonly place: string;
  readonly language: string;
  /** What stands beside the language, such as `run`. */
  readonly flags: readonly string[];
  readonly code: string;
}

/** The project's root. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** Every page: the README files, the guides, and what stands for those who contribute and for programs. */
export const pages: readonly Page[] = [
  ...["README.md", "bench/README.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"],
  ...["docs/llms.txt", ...guidePaths()],
].map(readPage);

/** The text of the page at a path; fails where there is none. */
export function pageText(path: string): string {
  const page = pages.find((candidate) => candidate.path === path);
  if (page === undefined) throw new Error(`there is no page ${path}`);
  return page.text;
}

/** The page without its code, so that what only looks like prose in it isn't read. */
export function proseOf(page: Page): string {
  return page.text.replaceAll(/^```[^]*?^```$/gm, "");
}

function guidePaths(): string[] {
  return readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
}

function readPage(path: string): Page {
  const text = readFileSync(join(root, path), "utf8");
  return { path, text, blocks: findBlocks(path, text) };
}

function findBlocks(path: string, text: string): CodeBlock[] {
  return [...text.matchAll(/^```([^\n]*)\n([^]*?)^```$/gm)].map((match) => {
    const [, words = "", code = ""] = match;
    const [language = "", ...flags] = words.trim().split(/\s+/);
    const line = text.slice(0, match.index).split("\n").length + 1;
    return { place: `${path}:${line}`, language, flags, code };
  });
}
