import { statSync, writeFileSync } from "node:fs";
import { err, ok, type Result, type SummaryInterval, type SummaryRequest } from "../index.ts";
import type { DecimalsOf } from "./format-money.ts";
import type { PageContent } from "./html-page.ts";
import { startsWith } from "./starts-with.ts";

/** Which page is written, and where. */
export interface SummaryPageTarget {
  readonly path: string;
  /** Replace an earlier page in that file. */
  readonly overwrite: boolean;
  readonly request: SummaryRequest & { readonly interval: SummaryInterval };
  readonly decimalsOf: DecimalsOf;
}

/** Why a page can't be written to a path, as far as that shows before it is made; `null` if it can. */
export async function pageProblem({ path, overwrite }: Pick<SummaryPageTarget, "path" | "overwrite">): Promise<string | null> {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return null;
    if (!found.isFile()) return `${path} isn't a file. Name another one.`;
    if (!overwrite) return `${path} is there already. Name another file, or replace it with --overwrite.`;
    const { pageStart } = await loadPages();
    if (startsWith(path, pageStart)) return null;
    return `${path} isn't a page of payoutkit, so it isn't overwritten. Name another file.`;
  } catch (cause) {
    return cannotWrite(path, cause);
  }
}

/** Writes a summary as a page; the error says why it couldn't. */
export async function writeSummaryPage(summary: PageContent["summary"], target: SummaryPageTarget): Promise<Result<void, string>> {
  const { path, overwrite, request, decimalsOf } = target;
  const { summaryPage } = await loadPages();
  try {
    const html = summaryPage({ summary, request, decimalsOf, madeAt: new Date() });
    return ok(writeFileSync(path, html, { flag: overwrite ? "w" : "wx" }));
  } catch (cause) {
    return err(cannotWrite(path, cause));
  }
}

// The page and its charts are larger than all else here, so they are loaded only when one is made.
async function loadPages(): Promise<typeof import("./html-page.ts")> {
  return import("./html-page.ts");
}

function cannotWrite(path: string, cause: unknown): string {
  return `${path} can't be written to: ${cause instanceof Error ? cause.message : String(cause)}.`;
}
