import type { BatchReport } from "../index.ts";
import { countCell } from "./count-cell.ts";
import { errorText } from "./error-text.ts";
import { plural } from "./format-money.ts";
import type { Output } from "./output.ts";
import { noRows, type ReadingStopped } from "./source-row.ts";

/** What a batch's report is told from. */
export interface ReportContent {
  readonly report: BatchReport;
  /** One line for each problem that was kept. */
  readonly problems: readonly string[];
  readonly problemsOmitted: number;
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

function showCounts({ report: { counts, paid }, interrupted }: ReportContent, output: Output): void {
  const rows = [
    ["Paid now", countCell(counts.paid, "good"), paid.map(output.money).join(", ")],
    ["Already paid", countCell(counts.alreadyPaid, "good"), counts.alreadyPaid > 0 ? "not paid again" : ""],
    ["Failed", countCell(counts.failed, "bad"), counts.failed > 0 ? "these rows moved no money" : ""],
    ["Unknown", countCell(counts.unknown, "unsure"), counts.unknown > 0 ? "run again to find out" : ""],
    ["Not started", countCell(counts.notStarted, "unsure"), interrupted ? "and those that weren't read yet" : ""],
  ];
  output.table(rows, { right: [1] });
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
  return lines.length === 0 ? [] : ["", ...lines];
}

function resultsLine({ path, failure }: NonNullable<ReportContent["results"]>): string {
  if (failure === null) return `Each row's result is in ${path}.`;
  return `${path} could no longer be written to (${failure}), so nothing new was started.`;
}

function nextLine({ report, stopped, interrupted, results }: ReportContent): string | null {
  const { counts } = report;
  const again = results === null ? "" : ", with --overwrite or another file for the results, which will have every row again";
  if (interrupted) return `Interrupted. Run the same command again to go on${again}: what is paid isn't paid again.`;
  const isLeft = counts.failed + counts.unknown + counts.notStarted > 0 || stopped !== null;
  if (isLeft || (results !== null && results.failure !== null)) {
    return `Run the same command again when this is settled${again}: what is paid isn't paid again.`;
  }
  if (counts.total === 0) return noRows;
  return counts.paid === 0 ? "Everything was paid before; nothing was paid again." : null;
}
