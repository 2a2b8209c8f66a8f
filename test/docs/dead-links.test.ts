import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { deadLinks } from "./dead-links.ts";

const site = mkdtempSync(join(tmpdir(), "payoutkit-site-"));
mkdirSync(join(site, "guides"));
afterAll(() => rmSync(site, { recursive: true, force: true }));

function page(path: string, ...links: readonly string[]): void {
  writeFileSync(join(site, path), `<h2 id="top&amp;end"></h2>${links.map((link) => `<a class="x" href="${link}">x</a>`).join("\n")}`);
}

describe("the check of the site", () => {
  test("lets links to pages, to headings and to other sites pass", () => {
    page("index.html", "guides/errors.html", "guides/errors.html#top&amp;end", "#top&amp;end", "https://example.com/none", "mailto:a@example.com");
    page("guides/errors.html", "../index.html#top&amp;end", "errors.html");
    expect(deadLinks(site)).toEqual([]);
  });

  test("finds a page, a heading and a folder that a link shouldn't lead to, and one outside the site", () => {
    page("index.html", "guides/none.html", "guides/errors.html#none", "guides", "../other.html");
    page("guides/errors.html");
    expect(deadLinks(site).sort()).toEqual([
      "index.html -> ../other.html",
      "index.html -> guides",
      "index.html -> guides/errors.html#none",
      "index.html -> guides/none.html",
    ]);
  });
});
