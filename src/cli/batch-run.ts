import type { BatchItem, BatchReport } from "../index.ts";
import type { BatchClient, BatchPayoutOptions } from "./batch-payout-command.ts";
import { reportLines } from "./batch-report-text.ts";
import type { CommandIo } from "./command-io.ts";
import { problemDocument, problemLine } from "./describe-problem.ts";
import { exitCodes } from "./exit-codes.ts";
import { afterGrace } from "./grace.ts";
import type { Output } from "./output.ts";
import { estimateRows } from "./payout-file.ts";
import { RowLedger } from "./row-ledger.ts";
import type { ReadingStopped, SourceRows } from "./source-row.ts";

/** A batch that may be sent. */
export interface BatchRun {
  readonly client: BatchClient;
  readonly options: BatchPayoutOptions;
  readonly io: CommandIo;
  readonly output: Output;
  readonly source: SourceRows;
  /** How many rows there are, `null` if nobody counted. */
  readonly expected: number | null;
}

/** Sends a batch, reports it, and returns the exit code. */
export async function runBatch(run: BatchRun): Promise<number> {
  const { client, options, io, output, source } = run;
  const ledger = new RowLedger();
  const problems = new ProblemList();
  if (io.progress !== undefined) io.progress.start(run.expected ?? (await estimateRows(options.file)));
  const batch = await client.processBatchPayouts(ledger.payouts(source.rows, io.signal), {
    concurrency: options.concurrency,
    // The interruption ends the rows; only what doesn't come to an end in time is left to the next run.
    signal: afterGrace(io.signal, graceMs),
    onProgress: (counts) => io.progress?.update(counts),
    onResult: (item) => {
      if (output.json) output.document(itemDocument(item, ledger));
      if ("error" in item) problems.add(ledger.lineOf(item.index), () => problemLine(item, ledger));
      ledger.settle(item.index);
    },
  });
  io.progress?.stop();
  if (batch.isErr()) return output.fail(batch.error);
  const stopped = source.stopped();
  showReport(run, batch.value, problems, stopped);
  return exitCodeOfBatch(batch.value, stopped, io.signal);
}

const graceMs = 10_000;

function showReport(
  { output, io, source }: BatchRun,
  report: BatchReport,
  problems: ProblemList,
  stopped: ReadingStopped | null,
): void {
  const { aborted: interrupted } = io.signal;
  if (source.ignored.size > 0) output.note(`Not read: ${[...source.ignored].join(", ")}.`);
  if (output.json) {
    const { counts, paid, stoppedBy } = report;
    output.document({
      type: "report",
      counts,
      paid,
      interrupted,
      ...(stopped === null || interrupted ? {} : { readingStopped: stopped }),
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
    });
    return;
  }
  for (const line of reportLines({
    report,
    problems: problems.lines(),
    problemsOmitted: problems.omitted,
    stopped,
    interrupted,
  })) {
    output.line(line);
  }
}

function exitCodeOfBatch(report: BatchReport, stopped: ReadingStopped | null, signal: AbortSignal): number {
  const { failed, unknown, notStarted } = report.counts;
  if (signal.aborted) return exitCodes.interrupted;
  if (unknown > 0) return exitCodes.unknown;
  return failed + notStarted > 0 || report.aborted || stopped !== null ? exitCodes.failed : exitCodes.ok;
}

function itemDocument(item: BatchItem, ledger: RowLedger): object {
  if ("error" in item) return { type: "result", ...problemDocument(item, ledger) };
  return { type: "result", line: ledger.lineOf(item.index), ...item };
}

/** Keeps the first problems, so that a file of nothing else doesn't fill the memory. */
class ProblemList {
  readonly #kept: { readonly line: number; readonly text: string }[] = [];
  omitted = 0;

  add(line: number, text: () => string): void {
    if (this.#kept.length < mostProblems) this.#kept.push({ line, text: text() });
    else this.omitted += 1;
  }

  lines(): string[] {
    return this.#kept.sort((left, right) => left.line - right.line).map((problem) => problem.text);
  }
}

const mostProblems = 1_000;
