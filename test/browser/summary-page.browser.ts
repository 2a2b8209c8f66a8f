import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import type { PageContent } from "../../src/cli/html-page.ts";
import { decimalsOf } from "../../src/providers/stripe/decimals.ts";
import { type Look, openPage, type OpenedPage } from "./chromium.ts";
import { contrastsOfPage } from "./contrast.ts";
import { hostileIds, sampleSummary } from "./sample-summary.ts";

const built = fileURLToPath(new URL("../../dist/cli/html-page.js", import.meta.url));
if (!existsSync(built)) throw new Error("expected dist/, which `npm run build` makes");
const { summaryPage }: { summaryPage: (content: PageContent) => string } = await import(pathToFileURL(built).href);

const request = { interval: "month", from: new Date("2025-01-01T00:00:00Z") } as const;
const content = { summary: sampleSummary(), request, decimalsOf, madeAt: new Date("2026-11-22T15:00:00Z") };
const html = summaryPage(content);

let opened: OpenedPage | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

describe("the page of a summary, in a browser", () => {
  test("asks nothing of the network and complains of nothing", async () => {
    const { page, requests, complaints } = await open();
    expect(await page.locator("figure svg").count()).toBe(9);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("keeps to itself even where something in it would call out", async () => {
    const calling = html.replace("<main>", '<main><img src="http://127.0.0.1:9/x.png"><script src="http://127.0.0.1:9/x.js"></script>');
    opened = await openPage(calling);
    const answer = await opened.page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'answered', () => 'refused')");
    expect(answer).toBe("refused");
    expect(opened.complaints.filter((text) => text.includes("Content Security Policy")).length).toBeGreaterThanOrEqual(3);
    expect(await opened.page.locator("figure svg").count()).toBe(9);
  });

  test("shows ids that try to become a part of it as text", async () => {
    const { page } = await open();
    expect(await page.evaluate("globalThis.broken")).toBeUndefined();
    expect(await page.locator("script").count()).toBe(2);
    expect(await page.locator("img").count()).toBe(0);
    const shown = await page.locator("tbody td.id").allInnerTexts();
    for (const id of hostileIds.slice(0, 3)) expect(shown).toContain(id);
  });

  test("draws a bar for each month, recipient and status", async () => {
    const { page } = await open();
    const bars = async (chart: string): Promise<number> =>
      page.locator(`figure[data-chart="${chart}"][data-currency="usd"] svg rect`).count();
    expect(await bars("timeline")).toBe(45);
    expect(await bars("recipients")).toBe(10);
    expect(await bars("statuses")).toBe(5);
  });

  test.each(["light", "dark"] as const)("has enough contrast everywhere: %s", async (colorScheme) => {
    const { page } = await open({ colorScheme });
    const found = await page.evaluate<{ text: string; ratio: number; least: number }[]>(contrastsOfPage);
    expect(found.length).toBeGreaterThan(500);
    expect(found.filter(({ ratio, least }) => ratio < least)).toEqual([]);
  });

  test("is sorted with the keyboard alone", async () => {
    const { page } = await open();
    const first = page.locator("table").first();
    const column = async (place: number): Promise<string[]> => first.locator(`tbody tr td:nth-child(${place})`).allInnerTexts();
    const before = await column(3);
    await tabTo(page, "Transfers");
    await page.keyboard.press("Enter");
    expect(await first.locator("th").nth(1).getAttribute("aria-sort")).toBe("descending");
    const counts = (await column(2)).map(Number);
    expect(counts).toEqual([...counts].sort((left, right) => right - left));
    await page.keyboard.press("Space");
    expect((await column(2)).map(Number)).toEqual([...counts].sort((left, right) => left - right));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await column(3)).toEqual(before);
    expect(await first.locator("th[aria-sort]").count()).toBe(1);
  });

  test("shows what has the keyboard", async () => {
    const { page } = await open();
    await tabTo(page, "Net");
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
  });

  test.each([320, 390, 768, 1200])("is never wider than a screen of %d", async (width) => {
    const { page } = await open({ width });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    expect(await page.evaluate("Math.max(...[...document.querySelectorAll('svg')].map((svg) => svg.clientWidth))")).toBeLessThanOrEqual(width);
  });

  test("is drawn anew when the window becomes narrower", async () => {
    const { page } = await open({ width: 1200 });
    await page.setViewportSize({ width: 390, height: 800 });
    await expect.poll(async () => page.evaluate("document.querySelector('svg').clientWidth")).toBeLessThan(390);
  });

  test("unfolds its tables for paper and prints dark pages in dark on white", async () => {
    const { page } = await open({ colorScheme: "dark" });
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator("details[open]").count()).toBe(3);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator("details[open]").count()).toBe(0);
  });

  test("names every chart and table for those who can't see them", async () => {
    const { page } = await open();
    const labels = await page.locator("figure svg").evaluateAll((charts) => charts.map((chart) => chart.getAttribute("aria-label")));
    expect(new Set(labels).size).toBe(9);
    expect(labels).not.toContain(null);
    expect(await page.locator("table caption").count()).toBe(6);
    expect(await page.getAttribute("html", "lang")).toBe("en");
  });
});

async function open(look: Look = {}): Promise<OpenedPage> {
  opened = await openPage(html, look);
  return opened;
}

/** Presses Tab until a button with this text has the focus. */
async function tabTo(page: OpenedPage["page"], text: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate("document.activeElement.textContent")) === text) return;
  }
  throw new Error(`no Tab leads to ${text}`);
}
