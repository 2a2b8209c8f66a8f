import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PayoutClient } from "../../src/client.ts";
import { filesBelow, partOf, root, sourceFiles } from "./sources.ts";

const mostLines = 300;
const timeless = ["domain", "lifecycle", "pacing", "operations", "client.ts"];
const leftover = /\b(?:[T]ODO|[F]IXME|[H]ACK)\b/;

describe("a source file", () => {
  test(`has at most ${mostLines} lines, because it holds one idea`, () => {
    const long = sourceFiles.map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }));
    expect(long.filter(({ lines }) => lines > mostLines)).toEqual([]);
  });

  test("has no private or protected member, which would set the two module formats apart", () => {
    const marked = sourceFiles.filter(({ tokens }) => tokens.includes("private") || tokens.includes("protected"));
    expect(marked.map(({ path }) => path)).toEqual([]);
  });

  test("of the core takes its time and its randomness from the clock it is given", () => {
    const own = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bset(Timeout|Interval)\(/;
    const untimely = sourceFiles.filter(({ path, tokens }) => timeless.includes(partOf(path)) && own.test(tokens.join("")));
    expect(untimely.map(({ path }) => path)).toEqual([]);
  });

  test("leaves nothing for later", () => {
    const files = ["src", "test", "examples", "bench"].flatMap(filesBelow);
    expect(files.filter((file) => leftover.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
  });
});

describe("an entry", () => {
  test("of the core names each of its exports", () => {
    const index = sourceFiles.find(({ path }) => path === "index.ts");
    expect(index?.text.replaceAll(/^export (type )?\{[^}]*\} from "[^"]+";$|^\/\*\*[^]*?\*\/$|^\/\/.*$/gm, "").trim()).toBe("");
  });
});

describe("a method of the client", () => {
  const methods = Object.getOwnPropertyNames(PayoutClient.prototype);
  const operations = methods.filter((name) => name !== "constructor" && name !== "close").map(kebabCase);

  test.each(operations)("%s is one operation with one test file of the same name", (name) => {
    expect(existsSync(join(root, `src/operations/${name}.ts`)), "the operation").toBe(true);
    expect(existsSync(join(root, `test/operations/${name}.test.ts`)), "its test").toBe(true);
  });
});

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
