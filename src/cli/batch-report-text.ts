import type { BatchReport } from "../index.ts";
import { countCell } from "./count-cell.ts";
import { errorText } from "./error-text.ts";
import { formatCount, plural } from "./format-money.ts";
import type { Output } from "./output.ts";
import { noRows, type ReadingStopped } from "./source-row.ts";

/** What a batch's report is told from. */
export interface ReportContent {
  readonly report: BatchReport;
  /** One line for each problem that was kept. */
  readonly problems: readonly string[];
  readonly problemsOmitted: number;
  /** How many of the failed rows were paid before and reversed since. */
  readonly reversed: number;
  readonly stopped: ReadingStopped | null;
  readonly interrupted: boolean;
  /** The file of the results, `null` without one. */
  readonly results: { readonly path: string; readonly failure: string | null } | null;
}

/** Tells people what a batch did. */
export function showBatchReport(content: ReportContent, output: Output): void {
  showCounts(content, output);
  for (const line of [...problemLines(content), ...endLines(content, output)]) output.line(line);
}

function showCounts({ report: { counts, paid }, interrupted, reversed }: ReportContent, output: Output): void {
  const rows = [
    ["Paid now", countCell(counts.paid, "good"), paid.map(output.money).join(", ")],
    ["Already paid", countCell(counts.alreadyPaid, "good"), counts.alreadyPaid > 0 ? "not paid again" : ""],
    ["Failed", countCell(counts.failed, "bad"), failedRemark(counts.failed, reversed)],
    ["Unknown", countCell(counts.unknown, "unsure"), counts.unknown > 0 ? "run again to find out" : ""],
    ["Not started", countCell(counts.notStarted, "unsure"), interrupted ? "and those that weren't read yet" : ""],
  ];
  output.table(rows, { right: [1] });
}

function failedRemark(failed: number, reversed: number): string {
  if (reversed === 0) return failed > 0 ? "these rows moved no money" : "";
  const some = reversed === failed ? "" : `${formatCount(reversed)} of them `;
  return `${some}paid before and reversed since${some === "" ? "" : "; the others moved no money"}`;
}

function problemLines({ problems, problemsOmitted }: ReportContent): string[] {
  if (problems.length === 0) return [];
  const rest = problemsOmitted === 0 ? [] : [`and ${plural(problemsOmitted, "more problem")}; --results keeps them all`];
  return ["", ...problems, ...rest];
}

function endLines(content: ReportContent, output: Output): string[] {
  const { report, stopped, interrupted, results } = content;
  const lines: string[] = [];
  if (stopped !== null && !interrupted) {
    lines.push(
      `Reading stopped at line ${stopped.line}: ${stopped.message}. ` +
        "Nothing from there on was sent; what was paid before it stays paid.",
    );
  }
  if (report.stoppedBy !== undefined && !interrupted) lines.push(`The batch stopped: ${errorText(report.stoppedBy, output.money)}`);
  if (results !== null) lines.push(resultsLine(results));
  const next = nextLine(content);
  if (next !== null) lines.push(next);
  if (content.reversed > 0) lines.push(reversedLine);
  return lines.length === 0 ? [] : ["", ...lines];
}

const reversedLine = "What was reversed won't be paid by running this again; a new payout takes a new reference.";

function resultsLine({ path, failure }: NonNullable<ReportContent["results"]>): string {
  if (failure === null) return `Each row's result is in ${path}.`;
  return `${path} could no longer be written to (${failure}), so nothing new was started.`;
}

function nextLine({ report, stopped, interrupted, results, reversed }: ReportContent): string | null {
  const { counts } = report;
  const again = results === null ? "" : ", with --overwrite or another file for the results, which will have every row again";
  if (interrupted) return `Interrupted. Run the same command again to go on${again}: what is paid isn't paid again.`;
  const isLeft = counts.failed - reversed + counts.unknown + counts.notStarted > 0 || stopped !== null;
  if (isLeft || (results !== null && results.failure !== null)) {
    return `Run the same command again when this is settled${again}: what is paid isn't paid again.`;
  }
  if (counts.total === 0) return noRows;
  return counts.paid + reversed === 0 ? "Everything was paid before; nothing was paid again." : null;
}
