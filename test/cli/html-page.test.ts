import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { escapeJson } from "../../src/cli/escape-html.ts";
import { summaryPage } from "../../src/cli/html-page.ts";
import { payoutSummaryCommand } from "../../src/cli/index.ts";
import { bucketEnd } from "../../src/cli/page/bucket-end.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { decimalsOf } from "../../src/providers/stripe/decimals.ts";
import { hostileIds, sampleSummary } from "../browser/sample-summary.ts";
import { captureIo } from "./captured-io.ts";
import { sandboxClient } from "./sandbox-client.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const madeAt = new Date("2026-11-22T15:00:00Z");
const script = "document.title;";
const html = summaryPage({ summary: sampleSummary(), request: { interval: "month" }, decimalsOf, madeAt }, script);

describe("the page of a summary", () => {
  test("lets nothing that it shows end its elements", () => {
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(html).not.toContain("<img");
    expect(html).not.toContain("<!--<script>");
    expect(["\u0007", "\u2028", "\u202e"].filter((mark) => html.includes(mark))).toEqual([]);
  });

  test("runs the script that its policy names and no other, and asks for nothing", () => {
    const digest = createHash("sha256").update(script).digest("base64");
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
    expect(policy).toBe(
      `default-src 'none'; script-src 'sha256-${digest}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`,
    );
    expect(html).not.toMatch(/https?:\/\//);
  });

  test("shows amounts in their currency's own form", () => {
    expect(html).toContain("267,537,595 jpy");
    expect(html).toContain("29,726.37 eur");
  });

  test("of nothing says so", () => {
    const empty = summaryPage({ summary: { count: 0, currencies: [] }, request: { interval: "day" }, decimalsOf, madeAt });
    expect(empty).toContain("Nothing was paid.");
  });
});

test("escapeJson gives back what it was given, whatever it holds, but for what can't be printed", () => {
  const ids = hostileIds.slice(0, 3);
  expect(JSON.parse(escapeJson({ ids }))).toEqual({ ids });
  expect(escapeJson({ ids })).not.toMatch(/[<>&]/);
});

test.each([
  ["2026-01-31", "day", "2026-02-01"],
  ["2026-03-23", "week", "2026-03-30"],
  ["2026-12-01", "month", "2027-01-01"],
] as const)("the bucket of %s by %s ends at %s", (start, interval, end) => {
  expect(bucketEnd(start, interval).toISOString()).toBe(`${end}T00:00:00.000Z`);
});

describe("summary --html", () => {
  test("writes the page and says where", async () => {
    const { path, run } = await prepare();
    const { exitCode, lines } = await run({});
    expect([exitCode, lines]).toEqual([0, [`The page is in ${path}.`]]);
    const page = readFileSync(path, "utf8");
    expect(page).toContain("acct_1");
    expect(page).toMatch(/Every month in usd/);
  });

  test("never replaces a file quietly, and with --overwrite only a page of its own", async () => {
    const { path, run } = await prepare();
    await run({});
    expect((await run({})).exitCode).toBe(2);
    expect((await run({ overwrite: true })).exitCode).toBe(0);
    writeFileSync(path, "SQLite format 3");
    expect((await run({ overwrite: true })).exitCode).toBe(2);
    expect(readFileSync(path, "utf8")).toBe("SQLite format 3");
  });

  test("reads no more of the old file than tells what it is", async () => {
    const { path, run } = await prepare();
    // Longer than any text that can be held whole.
    await run({});
    truncateSync(path, 2 ** 32);
    expect((await run({ overwrite: true })).exitCode).toBe(0);
    expect(statSync(path).size).toBeLessThan(1_000_000);
    truncateSync(path, 0);
    truncateSync(path, 2 ** 32);
    expect((await run({ overwrite: true })).errors).toContain("isn't a page of payoutkit");
  });

  test("never goes into what isn't a file", async () => {
    const { run } = await prepare();
    const { exitCode, errors } = await run({ html: "/dev/full", overwrite: true });
    expect([exitCode, errors]).toEqual([2, "/dev/full isn't a file. Name another one.\n"]);
  });

  test("that can't be written says why and returns 2", async () => {
    const { run } = await prepare();
    const path = join(temporaryDirectory(), "missing/summary.html");
    const { exitCode, errors } = await run({ html: path });
    expect(exitCode).toBe(2);
    expect(errors).toContain("can't be written to");
    expect(existsSync(path)).toBe(false);
  });
});

async function prepare() {
  const { client } = sandboxClient();
  assertOk(await client.sendPayout({ reference: "r1", recipientId: "acct_1", amount: 2500, currency: "usd" }));
  const path = join(temporaryDirectory(), "summary.html");
  const run = async (options: { readonly html?: string; readonly overwrite?: boolean }) => {
    const { io, lines, errors } = captureIo();
    const exitCode = await payoutSummaryCommand(client, { html: path, ...options }, io);
    return { exitCode, lines: lines(), errors: errors() };
  };
  return { path, run };
}
