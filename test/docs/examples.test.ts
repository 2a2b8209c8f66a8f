import { describe, expect, test } from "vitest";
import { complaintsAbout, exampleProgram } from "./compile.ts";
import { type CodeBlock, pages } from "./pages.ts";
import { runExample } from "./run-example.ts";

const blocks = pages.flatMap((page) => page.blocks);
const examples = blocks.filter(({ language }) => language === "ts");
const programs = examples.filter(({ flags }) => flags.includes("run"));

const wrong: CodeBlock = {
  place: "nowhere.md:1",
  language: "ts",
  flags: [],
  code: 'import type { Payouts } from "payoutkit";\nexport type Missing = Payouts["payTwice"];\n',
};
const program = exampleProgram([...examples, wrong]);

describe("an example of the docs", () => {
  test.each(examples)("compiles: $place", (example) => {
    expect(complaintsAbout(program, example)).toEqual([]);
  });

  test.concurrent.each(programs)("runs to its end and prints what the page says: $place", async (example) => {
    const next = blocks[blocks.indexOf(example) + 1];
    const printed = await runExample(example);
    expect(printed).toBe(next?.flags.includes("output") === true ? next.code : printed);
  }, 60_000);

  test("is TypeScript, and the one in the README has fewer than fifteen lines and runs", () => {
    const [first] = examples;
    expect(blocks.filter(({ language }) => ["js", "javascript", "typescript", ""].includes(language))).toEqual([]);
    expect(first?.place).toMatch(/^README\.md:/);
    expect(first?.flags).toContain("run");
    expect(first?.code.trim().split("\n").length).toBeLessThan(15);
  });
});

describe("the check of the examples", () => {
  test("finds a method that doesn't exist", () => {
    expect(complaintsAbout(program, wrong)).toHaveLength(1);
  });

  test("finds a program that fails", async () => {
    await expect(runExample({ ...wrong, code: "process.exitCode = 1;\n" })).rejects.toThrow("Command failed");
  });
});
