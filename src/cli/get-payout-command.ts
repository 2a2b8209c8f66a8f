import type { PayoutRecord, Payouts } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ShowMoney } from "./format-money.ts";
import type { Cell } from "./format-table.ts";
import { makeOutput } from "./output.ts";
import { formatTime } from "./transfer-text.ts";

/** Which payout is meant. */
export interface GetPayoutOptions extends OutputOptions {
  /** The caller's own name for it. */
  readonly reference: string;
}

/**
 * Shows what the store knows of one payout. It returns 1 if that is nothing or the store can't say, 2 if the reference
 * is none.
 *
 * @example
 * process.exitCode = await getPayoutCommand(client, { reference: "2026-11:member_42" }, io);
 */
export async function getPayoutCommand(
  client: Pick<Payouts, "getPayout">,
  options: GetPayoutOptions,
  io: CommandIo,
): Promise<number> {
  const output = makeOutput(options, io);
  const payout = await client.getPayout(options.reference);
  if (payout.isErr()) return output.fail(payout.error);
  if (output.json) output.document(payout.value);
  else if (payout.value === null) output.line(nothingKnown(options.reference));
  else output.table(payoutRows(payout.value, output.money));
  return payout.value === null ? exitCodes.failed : exitCodes.ok;
}

function nothingKnown(reference: string): string {
  return `The store knows no payout ${JSON.stringify(reference)}. Another --store or --namespace is another memory.`;
}

function payoutRows(payout: PayoutRecord, show: ShowMoney): Cell[][] {
  const { transfer, description, attempts, notes } = payout;
  const lastError = attempts.at(-1)?.lastError ?? null;
  return [
    ["reference", payout.reference],
    ["state", payout.state],
    ["outcome", payout.outcome],
    ["amount", show(payout)],
    ["recipient", payout.recipientId],
    ...(description === null ? [] : [["description", description]]),
    ...(transfer === null ? [] : [["transfer", transfer.id]]),
    ["attempts", String(attempts.length)],
    ...(lastError === null || transfer !== null ? [] : [["last error", `${lastError.code}: ${lastError.message}`]]),
    ...notes.map((note) => ["note", note]),
    ["created", formatTime(payout.createdAt)],
    ["updated", formatTime(payout.updatedAt)],
  ];
}
