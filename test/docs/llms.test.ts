import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import * as core from "../../src/index.ts";
import { PayoutClient } from "../../src/index.ts";
import { pages, pageText } from "./pages.ts";

const text = pageText("docs/llms.txt");
const lacking = (names: readonly string[]): string[] => names.filter((name) => !text.includes(name));

describe("llms.txt names", () => {
  test("every entry of the package", () => {
    const entries = Object.keys(manifest.exports).filter((entry) => entry !== "./package.json");
    expect(entries.length).toBeGreaterThan(8);
    expect(lacking(entries.map((entry) => `- ${entry.replace(".", "payoutkit")}:`))).toEqual([]);
  });

  test("everything that the core exports", () => {
    expect(lacking(Object.keys(core).map((name) => `\`${name}`))).toEqual([]);
  });

  test("every method of the client", () => {
    const methods = Object.getOwnPropertyNames(PayoutClient.prototype).filter((name) => name !== "constructor");
    expect(lacking(methods.map((name) => `\`${name}(`))).toEqual([]);
  });

  test("every error code", () => {
    const codes = [...pageText("docs/errors.md").matchAll(/^## ([A-Z_]+)$/gm)].map(([, code = ""]) => code);
    expect(codes).toHaveLength(7);
    expect(lacking(codes.map((code) => `- \`${code}\`:`))).toEqual([]);
  });

  test("every guide", () => {
    const guides = pages.map(({ path }) => path).filter((path) => /^docs\/.+\.md$/.test(path));
    expect(lacking(guides.map((path) => `](${path.replace("docs/", "")})`))).toEqual([]);
  });

  test("nothing of the core that isn't exported", () => {
    const [line = ""] = /^- payoutkit: .*$/m.exec(text) ?? [];
    const named = [...line.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in core))).toEqual([]);
  });
});
