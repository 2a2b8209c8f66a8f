import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Every link of a site's pages that leads nowhere inside it, as `page -> link`; links to other sites aren't looked at. */
export function deadLinks(site: string): string[] {
  const pages = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".html"));
  const anchors = new Map(pages.map((path) => [path, anchorsOf(readFileSync(join(site, path), "utf8"))]));
  return pages.flatMap((page) => {
    const dead = linksOf(readFileSync(join(site, page), "utf8")).filter((link) => !leadsSomewhere(site, anchors, page, link));
    return [...new Set(dead)].map((link) => `${page} -> ${link}`);
  });
}

function leadsSomewhere(site: string, anchors: ReadonlyMap<string, ReadonlySet<string>>, page: string, link: string): boolean {
  const [path = "", anchor = ""] = link.split("#");
  const target = path === "" ? page : relative(site, join(site, dirname(page), decodeURIComponent(path)));
  if (target.startsWith("..") || !existsSync(join(site, target)) || !statSync(join(site, target)).isFile()) return false;
  return anchor === "" || anchors.get(target)?.has(decodeURIComponent(anchor)) !== false;
}

function linksOf(html: string): string[] {
  const links = [...html.matchAll(/<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(([, link = ""]) => plain(link));
  return links.filter((link) => link !== "" && !/^(?:[a-z]+:|\/\/)/.test(link));
}

function anchorsOf(html: string): Set<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = ""]) => plain(id)));
}

function plain(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
