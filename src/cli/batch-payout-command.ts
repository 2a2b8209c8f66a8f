import type { Payouts } from "../index.ts";
import { approveBatch, showPlan, type Approval } from "./batch-plan.ts";
import { type BatchRun, runBatch } from "./batch-run.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
import { makeOutput } from "./output.ts";
import { fileStamp, openPayoutFile } from "./payout-file.ts";
import { openResultsFile } from "./results-file.ts";

/** Which file is paid, and how. */
export interface BatchPayoutOptions extends OutputOptions {
  /** A CSV or JSON Lines file, `-` for standard input. */
  readonly file: string;
  /** Payouts worked on at once, at most; twice what fits on the wire by default. */
  readonly concurrency?: number | undefined;
  /** Say what would be done and send nothing. */
  readonly dryRun?: boolean | undefined;
  /** Real money: show the plan and ask before anything is sent. */
  readonly live?: boolean | undefined;
  /** Don't ask. */
  readonly yes?: boolean | undefined;
  /** Write each row's result into this file as it comes: CSV or JSON Lines, by its ending. */
  readonly results?: string | undefined;
  /** Replace the results of an earlier run in that file. */
  readonly overwrite?: boolean | undefined;
}

/** What a batch needs of a client. */
export type BatchClient = Pick<Payouts, "processBatchPayouts" | "planBatch">;

/**
 * Pays every row of a file, reading it as it goes. Rows with mistakes are reported by line and the rest is
 * paid; run again, it pays just what isn't paid. It returns 0 if all is paid, 1 if some failed, 2 if the
 * file can't be paid at all, 3 if some are unknown, 130 if it was interrupted.
 *
 * @example
 * process.exitCode = await batchPayoutCommand(client, { file: "payouts.csv" }, io);
 */
export async function batchPayoutCommand(
  client: BatchClient,
  options: BatchPayoutOptions,
  io: CommandIo,
): Promise<number> {
  const output = makeOutput(options, io);
  if (options.dryRun === true) return showPlan(client, options, io, output);
  if (options.results === undefined) return payFile({ client, options, io, output, results: null });
  const opened = openResultsFile({ path: options.results, overwrite: options.overwrite ?? false });
  if (opened.isErr()) return output.refuse(`${opened.error} Nothing was sent.`);
  try {
    return await payFile({ client, options, io, output, results: opened.value });
  } finally {
    opened.value.close();
  }
}

async function payFile(run: Omit<BatchRun, "source" | "expected">): Promise<number> {
  const { client, options, io, output } = run;
  const stamp = await fileStamp(options.file);
  const approval = options.live === true ? await approveBatch(client, options, io, output) : unasked;
  if (approval.exitCode !== null) return approval.exitCode;
  if (stamp !== (await fileStamp(options.file))) {
    return output.refuse(`${options.file} changed while it was being looked at. Nothing was sent; start again.`);
  }
  const source = await openPayoutFile(options.file, io);
  if (source.isErr()) return output.refuse(`${source.error}. Nothing was sent.`);
  if (io.signal.aborted) return exitCodes.interrupted;
  return runBatch({ ...run, source: source.value, expected: approval.total });
}

const unasked: Approval = { exitCode: null, total: null };
