import { basename } from "node:path";
import type { EnqueueProblem, EnqueueReport, PayoutQueue } from "../queues/pg-boss/index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { problemDocument, problemLine } from "./describe-problem.ts";
import { countLine } from "./count-line.ts";
import { exitCodes } from "./exit-codes.ts";
import { plural, type ShowMoney } from "./format-money.ts";
import { makeOutput } from "./output.ts";
import { openPayoutFile } from "./payout-file.ts";
import { RowLedger } from "./row-ledger.ts";
import { noRows, type ReadingStopped } from "./source-row.ts";

/** Which file is enqueued, and how. */
export interface QueueBatchOptions extends OutputOptions {
  /** A CSV or JSON Lines file, `-` for standard input. */
  readonly file: string;
  /** The batch's id; the file's name by default. */
  readonly batchId?: string | undefined;
  /** Workers move real money: ask before anything is enqueued. */
  readonly live?: boolean | undefined;
  /** Don't ask. */
  readonly yes?: boolean | undefined;
}

/** What enqueueing a file needs of a queue. */
export type BatchQueue = Pick<PayoutQueue, "install" | "enqueue" | "status">;

/**
 * Enqueues every row of a file for workers to pay. Run again, it enqueues what failed and what is new, and tells how
 * far the batch is. It returns 0 if all rows are enqueued, 1 if some are wrong, 2 if the file can't be read at all,
 * 130 if it was interrupted.
 *
 * @example
 * process.exitCode = await queueBatchCommand(queue, { file: "payouts.csv" }, io);
 */
export async function queueBatchCommand(queue: BatchQueue, options: QueueBatchOptions, io: CommandIo): Promise<number> {
  const output = makeOutput(options, io);
  const refusal = await refusalOf(options, io);
  if (refusal !== null) return output.refuse(refusal);
  const source = await openPayoutFile(options.file, io);
  if (source.isErr()) return output.refuse(`${source.error}. Nothing was enqueued.`);
  const ledger = new RowLedger();
  const batchId = options.batchId ?? basename(options.file);
  const enqueued = await queue
    .install()
    .andThen(() => queue.enqueue(ledger.payouts(source.value.rows, io.signal), { batchId, signal: io.signal }));
  if (enqueued.isErr()) return output.failToPay(enqueued.error);
  const counted = await queue.status(batchId);
  if (counted.isErr()) return output.failToPay(counted.error);
  const stopped = source.value.stopped();
  const { counts } = counted.value;
  if (output.json) output.document({ type: "enqueued", batchId, ...documentOf(enqueued.value, ledger), counts, stopped });
  else for (const line of [...reportLines(enqueued.value, { ledger, stopped, show: output.money }), "", ...statusLines(batchId, counts)]) output.line(line);
  if (io.signal.aborted) return exitCodes.interrupted;
  return enqueued.value.problems.length > 0 || stopped !== null ? exitCodes.failed : exitCodes.ok;
}

/** Real money is only enqueued for whoever says yes. */
async function refusalOf({ live, yes, file }: QueueBatchOptions, { confirm }: CommandIo): Promise<string | null> {
  if (live !== true || yes === true) return null;
  if (confirm === undefined) return "Workers would send real money and there is nobody to ask. Add --yes. Nothing was enqueued.";
  return (await confirm(`Enqueue ${file} for workers that send real money?`)) ? null : "Nothing was enqueued.";
}

function documentOf({ problems, ...report }: EnqueueReport, ledger: RowLedger): object {
  return { ...report, problems: problems.map((problem) => problemDocument(asNotStarted(problem), ledger)) };
}

interface ToldWith {
  readonly ledger: RowLedger;
  readonly stopped: ReadingStopped | null;
  readonly show: ShowMoney;
}

function reportLines(report: EnqueueReport, { ledger, stopped, show }: ToldWith): string[] {
  const { added, known, problems, problemsOmitted } = report;
  const rows = [
    countLine("Enqueued", added),
    countLine("Known already", known),
    countLine("Wrong", problems.length + problemsOmitted),
  ];
  const wrong = problems.map((problem) => problemLine(asNotStarted(problem), ledger, show));
  const more = problemsOmitted === 0 ? [] : [`and ${plural(problemsOmitted, "more problem")}`];
  const unread = stopped === null ? [] : [`Reading stopped at line ${stopped.line}: ${stopped.message}.`];
  const none = report.total === 0 && stopped === null ? [noRows] : [];
  return [...rows, ...wrong, ...more, ...unread, ...none];
}

function statusLines(batchId: string, counts: Readonly<Record<string, number>>): string[] {
  const standing = Object.entries(counts).filter(([, count]) => count > 0);
  return [`The batch ${batchId} now:`, ...standing.map(([state, count]) => countLine(state, count))];
}

function asNotStarted({ index, reference, error }: EnqueueProblem) {
  return { index, reference, status: "not_started", error } as const;
}
