import type { CurrencySummary, Payouts, SummaryRequest } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
import { formatCount, formatMoney, plural } from "./format-money.ts";
import { formatTable } from "./format-table.ts";
import { makeOutput } from "./output.ts";

/** What is summarised, and how. */
export interface PayoutSummaryOptions extends OutputOptions, SummaryRequest {}

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
  const { json, ...request } = options;
  const output = makeOutput({ json }, io);
  const summary = await client.getPayoutSummary(request, { signal: io.signal });
  if (summary.isErr()) return output.fail(summary.error);
  if (output.json) {
    output.document(summary.value);
    return exitCodes.ok;
  }
  output.line(plural(summary.value.count, "transfer"));
  for (const currency of summary.value.currencies) {
    for (const line of currencyLines(currency)) output.line(line);
  }
  return exitCodes.ok;
}

function currencyLines(summary: CurrencySummary): string[] {
  const money = (amount: number): string => formatMoney({ amount, currency: summary.currency });
  const sums = formatTable(
    [
      ["  net", money(summary.net)],
      ["  gross", money(summary.gross)],
      ["  reversed", money(summary.reversed)],
      ["  average", money(summary.average)],
      ["  smallest", money(summary.smallest)],
      ["  largest", money(summary.largest)],
    ],
    [1],
  );
  const head = `${summary.currency}: ${plural(summary.count, "transfer")} to ${plural(
    summary.recipientCount,
    "recipient",
  )}`;
  const top = summary.topRecipients.map((entry) => [
    `  ${entry.recipientId}`,
    formatCount(entry.count),
    money(entry.net),
  ]);
  const timeline = summary.timeline.map((bucket) => [
    `  ${bucket.start}`,
    formatCount(bucket.count),
    money(bucket.net),
  ]);
  return ["", head, ...sums, statusLine(summary), ...titled("top recipients", top), ...titled("timeline", timeline)];
}

function statusLine({ byStatus }: CurrencySummary): string {
  const filled = Object.entries(byStatus).filter(([, count]) => count > 0);
  return `  ${filled.map(([status, count]) => `${formatCount(count)} ${status}`).join(", ")}`;
}

function titled(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`  ${title}:`, ...formatTable(rows, [1, 2])];
}
