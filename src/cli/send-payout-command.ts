import type { PayoutRequest, Payouts, Transfer } from "../index.ts";
import { planHolds, planLines } from "./batch-plan-text.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { reversedStep } from "./describe-error.ts";
import { exitCodes } from "./exit-codes.ts";
import { makeOutput, type Output } from "./output.ts";
import { transferRows } from "./transfer-text.ts";

/** The payout, and whether it is only tried out. */
export interface SendPayoutOptions extends OutputOptions, PayoutRequest {
  /** Say what would be done and send nothing. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Pays one recipient once; run again, it shows the payout that was made and pays nothing. It returns 0 if the
 * payout is paid, 1 if it failed, 2 if it can't be read, 3 if its outcome is unknown.
 *
 * @example
 * const payout = { reference: "2026-11:member_42", recipientId: "acct_1", amount: 2500, currency: "usd" };
 * process.exitCode = await sendPayoutCommand(client, payout, io);
 */
export async function sendPayoutCommand(
  client: Pick<Payouts, "sendPayout" | "planBatch">,
  options: SendPayoutOptions,
  io: CommandIo,
): Promise<number> {
  const { json, dryRun, ...request } = options;
  const output = makeOutput({ json }, io);
  if (dryRun === true) return showPlan(client, request, output, io.signal);
  const sent = await client.sendPayout(request, { signal: io.signal });
  if (sent.isOk()) return showTransfer(output, "paid", sent.value);
  if (sent.error.code === "ALREADY_PAID") return showTransfer(output, "already_paid", sent.error.details.transfer);
  return output.failToPay(sent.error);
}

async function showPlan(
  client: Pick<Payouts, "planBatch">,
  request: PayoutRequest,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const plan = await client.planBatch([request], { signal });
  if (plan.isErr()) return output.failToPay(plan.error);
  const problem = plan.value.problems[0];
  if (problem !== undefined) return output.failToPay(problem.error);
  if (output.json) output.document({ plan: plan.value });
  else for (const line of [...planLines(plan.value, output.money), "Dry run: nothing was sent."]) output.line(line);
  return planHolds(plan.value) ? exitCodes.ok : exitCodes.failed;
}

function showTransfer(output: Output, status: "paid" | "already_paid", transfer: Transfer): number {
  if (output.json) {
    output.document({ status, transfer });
    return exitCodes.ok;
  }
  const isReversed = transfer.status === "reversed";
  output.line(status === "paid" ? "Paid." : "Already paid before; nothing was paid again.", isReversed ? "unsure" : "good");
  if (isReversed) output.line(`It has been reversed since. ${reversedStep}`);
  output.table(transferRows(transfer, output.money));
  return exitCodes.ok;
}
