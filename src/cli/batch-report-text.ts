import type { BatchReport } from "../index.ts";
import { formatCount, formatMoney, plural } from "./format-money.ts";
import { formatTable } from "./format-table.ts";
import type { ReadingStopped } from "./source-row.ts";

/** What a batch's report is told from. */
export interface ReportContent {
  readonly report: BatchReport;
  /** One line for each problem that was kept. */
  readonly problems: readonly string[];
  readonly problemsOmitted: number;
  readonly stopped: ReadingStopped | null;
  readonly interrupted: boolean;
}

/** What a batch did, for people. */
export function reportLines(content: ReportContent): string[] {
  const { report } = content;
  return [...countLines(report), ...problemLines(content), ...endLines(content)];
}

function countLines({ counts, paid }: BatchReport): string[] {
  const rows = [
    ["Paid now", formatCount(counts.paid), paid.map(formatMoney).join(", ")],
    ["Already paid", formatCount(counts.alreadyPaid), counts.alreadyPaid > 0 ? "not paid again" : ""],
    ["Failed", formatCount(counts.failed), counts.failed > 0 ? "no money moved" : ""],
    ["Unknown", formatCount(counts.unknown), counts.unknown > 0 ? "run again to find out" : ""],
    ["Not started", formatCount(counts.notStarted), ""],
  ];
  return formatTable(rows, [1]);
}

function problemLines({ problems, problemsOmitted }: ReportContent): string[] {
  if (problems.length === 0) return [];
  const rest = problemsOmitted === 0 ? [] : [`and ${plural(problemsOmitted, "more problem")}; --json shows them all`];
  return ["", ...problems, ...rest];
}

function endLines({ report, stopped, interrupted }: ReportContent): string[] {
  const { counts, stoppedBy } = report;
  const lines: string[] = [];
  if (stopped !== null && !interrupted) {
    lines.push(
      `Reading stopped at line ${stopped.line}: ${stopped.message}. ` +
        "Nothing from there on was sent; what was paid before it stays paid.",
    );
  }
  if (stoppedBy !== undefined && !interrupted) lines.push(`The batch stopped: ${stoppedBy.message}`);
  if (interrupted) {
    lines.push("Interrupted. Run the same command again to go on: what is paid isn't paid again.");
  } else if (counts.failed + counts.unknown + counts.notStarted > 0 || stopped !== null) {
    lines.push("Run the same command again when this is settled: what is paid isn't paid again.");
  } else if (counts.total > 0 && counts.paid === 0) {
    lines.push("Everything was paid before; nothing was paid again.");
  }
  return lines.length === 0 ? [] : ["", ...lines];
}
