import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import siteOptions from "../../typedoc.json" with { type: "json" };
import { type Page, pages, proseOf, root } from "./pages.ts";

describe.each(pages)("$path", (page) => {
  test("links to pages and headings that exist", () => {
    expect(linksOf(page).filter((link) => !resolves(page, link))).toEqual([]);
  });

  test("names npm scripts that exist", () => {
    const named = [...page.text.matchAll(/\bnpm run (?:--\S+ )*([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });
});

test("docs/index.md links to every guide", () => {
  const index = pages.find(({ path }) => path === "docs/index.md");
  const linked = new Set(index === undefined ? [] : linksOf(index).map((link) => `docs/${link}`));
  const guides = pages.map(({ path }) => path).filter((path) => path.startsWith("docs/") && path !== "docs/index.md");
  expect(guides.filter((path) => !linked.has(path))).toEqual([]);
});

test("typedoc.json puts every page on the site", () => {
  const documents: readonly string[] = siteOptions.projectDocuments;
  const wanted = pages.map(({ path }) => path).filter((path) => path.endsWith(".md") && path !== "README.md");
  expect(wanted.filter((path) => !documents.includes(path))).toEqual([]);
});

function linksOf(page: Page): string[] {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

function resolves(page: Page, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page.path : normalize(join(dirname(page.path), path));
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchorsOf(readFileSync(join(root, target), "utf8")).has(anchor);
}

/** The anchors that GitHub gives to a page's headings. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replaceAll(/^```[^]*?^```$/gm, "").matchAll(/^#{1,6} (.+)$/gm);
  return new Set([...headings].map(([, title = ""]) => anchorOf(title)));
}

function anchorOf(title: string): string {
  const kept = title.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "");
  return kept.trim().replaceAll(/\s/g, "-");
}
