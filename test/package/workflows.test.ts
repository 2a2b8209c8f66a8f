import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };

const folder = fileURLToPath(new URL("../../.github/workflows/", import.meta.url));
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));

describe.each(workflows)("$name", ({ text }) => {
  test("uses each action at a commit, with its version beside it", () => {
    const uses = [...text.matchAll(/uses: (.+)$/gm)].map(([, action = ""]) => action);
    expect(uses.length).toBeGreaterThan(1);
    expect(uses.filter((action) => !/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  test("says which permissions it has, and keeps none in the checkout", () => {
    expect(text).toMatch(/^permissions:/m);
    const checkouts = text.match(/actions\/checkout@/g)?.length;
    expect(text.match(/persist-credentials: false/g)).toHaveLength(checkouts ?? 0);
    expect(text).not.toMatch(/secrets\./);
  });

  test("runs scripts that exist", () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named).toContain("check");
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });
});

test("a release is published with provenance", () => {
  expect(manifest.publishConfig.provenance).toBe(true);
  expect(workflows.find(({ name }) => name === "release.yml")?.text).toContain("id-token: write");
});
