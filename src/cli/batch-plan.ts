import { stat } from "node:fs/promises";
import type { BatchPlan } from "../index.ts";
import type { BatchClient, BatchPayoutOptions } from "./batch-payout-command.ts";
import { planHolds, planLines } from "./batch-plan-text.ts";
import type { CommandIo } from "./command-io.ts";
import { problemDocument, problemLine } from "./describe-problem.ts";
import { exitCodes } from "./exit-codes.ts";
import { plural } from "./format-money.ts";
import type { Output } from "./output.ts";
import { openPayoutFile, standardInput } from "./payout-file.ts";
import { RowLedger } from "./row-ledger.ts";
import { noRows, type ReadingStopped } from "./source-row.ts";

/** Whether a batch may go on, and how many rows it has. */
export interface Approval {
  /** How the command ends, `null` if it goes on. */
  readonly exitCode: number | null;
  /** `null` if nobody counted. */
  readonly total: number | null;
}

/** Shows what a batch would do. The exit code is 1 if some of it wouldn't be paid. */
export async function showPlan(
  client: BatchClient,
  options: BatchPayoutOptions,
  io: CommandIo,
  output: Output,
): Promise<number> {
  const planned = await planFile(client, options, io, output);
  if (planned.plan === null) return planned.exitCode;
  const { plan, ledger, stopped } = planned;
  if (output.json) {
    const problems = plan.problems.map((problem) => problemDocument(problem, ledger));
    output.document({ plan: { ...plan, problems }, ...(stopped === null ? {} : { stopped }) });
  } else {
    for (const line of planText(planned, output)) output.line(line);
    output.line("Dry run: nothing was sent.");
  }
  return planHolds(plan) && stopped === null ? exitCodes.ok : exitCodes.failed;
}

/** Shows what a batch would do with real money and asks whether it may. */
export async function approveBatch(
  client: BatchClient,
  options: BatchPayoutOptions,
  io: CommandIo,
  output: Output,
): Promise<Approval> {
  const ask = options.yes === true ? null : io.confirm;
  const readsOnce = await canBeReadOnce(options.file);
  if (ask === undefined || (ask !== null && readsOnce)) {
    return ended(
      output.refuse(
        "This would send real money and there is nobody to ask. Nothing was sent. " +
          "Look at it with --dry-run, then add --yes.",
      ),
    );
  }
  if (readsOnce) return { exitCode: null, total: null };
  const planned = await planFile(client, options, io, output);
  if (planned.plan === null) return ended(planned.exitCode);
  for (const line of planText(planned, output)) output.note(line);
  const { toSend, open, total } = planned.plan;
  if (ask === null || toSend + open === 0 || (await ask("Send this real money?"))) return { exitCode: null, total };
  output.note("Nothing was sent.");
  return ended(io.signal.aborted ? exitCodes.interrupted : exitCodes.failed);
}

function ended(exitCode: number): Approval {
  return { exitCode, total: null };
}

async function canBeReadOnce(file: string): Promise<boolean> {
  const stream = await stat(file)
    .then((found) => !found.isFile() && !found.isDirectory())
    .catch(() => false);
  return file === standardInput || stream;
}

interface Planned {
  readonly plan: BatchPlan;
  readonly ledger: RowLedger;
  readonly stopped: ReadingStopped | null;
}

type PlanResult = Planned | { readonly plan: null; readonly exitCode: number };

async function planFile(
  client: BatchClient,
  options: BatchPayoutOptions,
  io: CommandIo,
  output: Output,
): Promise<PlanResult> {
  const source = await openPayoutFile(options.file, io);
  if (source.isErr()) return { plan: null, exitCode: output.refuse(`${source.error}. Nothing was sent.`) };
  const ledger = new RowLedger();
  const plan = await client.planBatch(ledger.payouts(source.value.rows, io.signal), { signal: io.signal });
  if (plan.isErr()) return { plan: null, exitCode: output.failToPay(plan.error) };
  if (io.signal.aborted) return { plan: null, exitCode: exitCodes.interrupted };
  const problems = plan.value.problems.toSorted((left, right) => left.index - right.index);
  return { plan: { ...plan.value, problems }, ledger, stopped: source.value.stopped() };
}

function planText({ plan, ledger, stopped }: Planned, output: Output): string[] {
  const problems = plan.problems.map((problem) => problemLine(problem, ledger, output.money));
  const more = plan.problemsOmitted === 0 ? [] : [`and ${plural(plan.problemsOmitted, "more problem")}`];
  const unread =
    stopped === null
      ? []
      : [`Reading stopped at line ${stopped.line}: ${stopped.message}. Nothing from there on would be sent.`];
  const none = plan.total === 0 && stopped === null ? [noRows] : [];
  return [...planLines(plan, output.money), ...problems, ...more, ...unread, ...none];
}
