import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";

/** A page in a browser of its own, and what it asked of the network. */
export interface OpenedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Every address but the page's own that was asked for. */
  readonly requests: readonly string[];
  /** What the page complained about, violations of its policy included. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
}

/** The Chromium of this machine: `CHROMIUM_PATH`, or Debian's. */
export function chromiumPath(): string {
  const path = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
  if (!existsSync(path)) throw new Error(`there is no Chromium at ${path}; install it or set CHROMIUM_PATH`);
  return path;
}

/** Opens a page from a file in a headless Chromium with an empty profile. */
export async function openPage(html: string, { width = 1200, height = 900, colorScheme = "light" }: Look = {}): Promise<OpenedPage> {
  const folder = mkdtempSync(join(tmpdir(), "payoutkit-browser-"));
  const file = join(folder, "summary.html");
  writeFileSync(file, html);
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: chromiumPath(),
    headless: true,
    args: flags,
    viewport: { width, height },
    colorScheme,
  });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  const own = pathToFileURL(file).href;
  page.on("request", (request) => void (request.url() === own || requests.push(request.url())));
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(error.message));
  await page.goto(own);
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  const close = async (): Promise<void> => {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { page, context, requests, complaints, close };
}

const flags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
