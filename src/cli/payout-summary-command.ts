import type { CurrencySummary, Payouts, SummaryRequest } from "../index.ts";
import { asOfSentence } from "./as-of-sentence.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
import { formatCount, isoDecimalsOf, plural } from "./format-money.ts";
import { makeOutput, type Output } from "./output.ts";
import { pageProblem, writeSummaryPage } from "./write-summary-page.ts";

/** What is summarised, and how. */
export interface PayoutSummaryOptions extends OutputOptions, SummaryRequest {
  /** Write the summary into this file as a page for a browser, by month and with 1,000 recipients unless told otherwise. */
  readonly html?: string | undefined;
  /** Replace an earlier page in that file. */
  readonly overwrite?: boolean | undefined;
}

/**
 * Shows what was paid, currency by currency: sums, extremes, top recipients and a timeline. It returns 2 if a
 * filter is wrong, 1 if the provider can't say.
 *
 * @example
 * process.exitCode = await payoutSummaryCommand(client, { interval: "month", top: 5 }, io);
 */
export async function payoutSummaryCommand(
  client: Pick<Payouts, "getPayoutSummary">,
  options: PayoutSummaryOptions,
  io: CommandIo,
): Promise<number> {
  const { json, html, overwrite, ...request } = options;
  const output = makeOutput({ json }, io);
  if (html !== undefined) return writePage(client, { path: html, overwrite: overwrite ?? false, request }, io, output);
  const summary = await client.getPayoutSummary(request, { signal: io.signal });
  if (summary.isErr()) return output.fail(summary.error);
  if (output.json) {
    output.document({ ...summary.value, asOf: summary.value.asOf });
    return exitCodes.ok;
  }
  output.line(plural(summary.value.count, "transfer"));
  for (const currency of summary.value.currencies) showCurrency(currency, output);
  if (request.history === "store") output.note(asOfSentence(summary.value));
  return exitCodes.ok;
}

async function writePage(
  client: Pick<Payouts, "getPayoutSummary">,
  page: { readonly path: string; readonly overwrite: boolean; readonly request: SummaryRequest },
  io: CommandIo,
  output: Output,
): Promise<number> {
  const request = { ...page.request, interval: page.request.interval ?? "month", top: page.request.top ?? 1_000 };
  const problem = await pageProblem(page);
  if (problem !== null) return output.refuse(problem);
  const summary = await client.getPayoutSummary(request, { signal: io.signal });
  if (summary.isErr()) return output.fail(summary.error);
  const { decimalsOf = isoDecimalsOf } = io;
  const written = await writeSummaryPage(summary.value, { ...page, request, decimalsOf });
  if (written.isErr()) return output.refuse(written.error);
  if (output.json) output.document({ html: page.path });
  else output.line(`The page is in ${page.path}.`);
  return exitCodes.ok;
}

function showCurrency(summary: CurrencySummary, output: Output): void {
  const { currency, count, recipientCount, topRecipients, timeline } = summary;
  const money = (amount: number): string => output.money({ amount, currency });
  output.line();
  output.line(`${currency}: ${plural(count, "transfer")} to ${plural(recipientCount, "recipient")}`);
  const sums = (["net", "gross", "reversed", "average", "smallest", "largest"] as const).map((name) => [
    `  ${name}`,
    money(summary[name]),
  ]);
  output.table(sums, { right: [1] });
  output.line(statusLine(summary));
  const top = topRecipients.map((entry) => [`  ${entry.recipientId}`, formatCount(entry.count), money(entry.net)]);
  const buckets = timeline.map((bucket) => [`  ${bucket.start}`, formatCount(bucket.count), money(bucket.net)]);
  showTitled("top recipients", top, output);
  showTitled("timeline", buckets, output);
}

function statusLine({ byStatus }: CurrencySummary): string {
  const filled = Object.entries(byStatus).filter(([, count]) => count > 0);
  return `  ${filled.map(([status, count]) => `${formatCount(count)} ${status}`).join(", ")}`;
}

function showTitled(title: string, rows: readonly (readonly string[])[], output: Output): void {
  if (rows.length === 0) return;
  output.line(`  ${title}:`);
  output.table(rows, { right: [1, 2] });
}
