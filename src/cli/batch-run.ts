import type { BatchItem, BatchReport } from "../index.ts";
import type { BatchClient, BatchPayoutOptions } from "./batch-payout-command.ts";
import { showBatchReport } from "./batch-report-text.ts";
import type { CommandIo } from "./command-io.ts";
import { wasReversed } from "./describe-error.ts";
import { problemDocument, problemLine } from "./describe-problem.ts";
import { exitCodes } from "./exit-codes.ts";
import { afterGrace } from "./grace.ts";
import type { Output } from "./output.ts";
import { estimateRows } from "./payout-file.ts";
import { ProblemList } from "./problem-list.ts";
import { resultRow } from "./result-row.ts";
import type { ResultsFile } from "./results-file.ts";
import { RowLedger } from "./row-ledger.ts";
import type { SourceRows } from "./source-row.ts";

/** A batch that may be sent. */
export interface BatchRun {
  readonly client: BatchClient;
  readonly options: BatchPayoutOptions;
  readonly io: CommandIo;
  readonly output: Output;
  readonly source: SourceRows;
  /** How many rows there are, `null` if nobody counted. */
  readonly expected: number | null;
  /** Where each row's result goes, `null` for nowhere. */
  readonly results: ResultsFile | null;
}

/** Sends a batch, reports it, and returns the exit code. */
export async function runBatch(run: BatchRun): Promise<number> {
  const { client, options, io, output, source, results } = run;
  const ledger = new RowLedger({ keepsRows: results !== null });
  const problems = new ProblemList();
  let reversed = 0;
  const noMore = AbortSignal.any([io.signal, io.outputFailed, results?.failed].filter((signal) => signal !== undefined));
  if (io.progress !== undefined) io.progress.start(run.expected ?? (await estimateRows(options.file)));
  const batch = await client.processBatchPayouts(ledger.payouts(source.rows, noMore), {
    concurrency: options.concurrency,
    // The interruption ends the rows; only what doesn't come to an end in time is left to the next run.
    signal: afterGrace(io.signal, graceMs),
    onProgress: (counts) => io.progress?.update(counts),
    onResult: (item) => {
      results?.add(resultRow(item, ledger, output.money));
      if (output.json) output.document(itemDocument(item, ledger));
      if ("error" in item && wasReversed(item.error)) reversed += 1;
      if ("error" in item) problems.add(ledger.lineOf(item.index), () => problemLine(item, ledger, output.money));
      ledger.settle(item.index);
    },
  });
  io.progress?.stop();
  if (batch.isErr()) return output.failToPay(batch.error);
  results?.begin();
  showReport(run, batch.value, { problems, reversed });
  return exitCodeOfBatch(run, batch.value);
}

const graceMs = 10_000;

interface Heard {
  readonly problems: ProblemList;
  readonly reversed: number;
}

function showReport(run: BatchRun, report: BatchReport, { problems, reversed }: Heard): void {
  const { output, io, source, results } = run;
  const { aborted: interrupted } = io.signal;
  const stopped = source.stopped();
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
      ...(results === null ? {} : { results: { path: results.path, failure: results.failure } }),
    });
    return;
  }
  const told = { report, problems: problems.lines(), problemsOmitted: problems.omitted, reversed };
  showBatchReport({ ...told, stopped, interrupted, results }, output);
}

function exitCodeOfBatch({ io, source, results }: BatchRun, report: BatchReport): number {
  const { failed, unknown, notStarted } = report.counts;
  if (io.signal.aborted) return exitCodes.interrupted;
  if (unknown > 0) return exitCodes.unknown;
  const isLost = io.outputFailed?.aborted === true || (results !== null && results.failure !== null);
  const isCutShort = isLost || report.aborted || source.stopped() !== null;
  return failed + notStarted > 0 || isCutShort ? exitCodes.failed : exitCodes.ok;
}

function itemDocument(item: BatchItem, ledger: RowLedger): object {
  if ("error" in item) return { type: "result", ...problemDocument(item, ledger) };
  return { type: "result", line: ledger.lineOf(item.index), ...item };
}
