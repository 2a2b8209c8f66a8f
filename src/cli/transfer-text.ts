import type { Transfer } from "../index.ts";
import { formatMoney } from "./format-money.ts";
import { formatTable } from "./format-table.ts";

/** Everything about one transfer, for people. */
export function transferLines(transfer: Transfer): string[] {
  const { amountReversed, currency, description } = transfer;
  return formatTable([
    ["transfer", transfer.id],
    ["status", transfer.status],
    ["amount", formatMoney(transfer)],
    ...(amountReversed === 0 ? [] : [["reversed", formatMoney({ amount: amountReversed, currency })]]),
    ["recipient", transfer.recipientId],
    ["reference", transfer.reference ?? "(not sent by payoutkit)"],
    ...(description === null ? [] : [["description", description]]),
    ["created", formatTime(transfer.createdAt)],
  ]);
}

/** One transfer as a row of a list. */
export function transferRow(transfer: Transfer): string[] {
  const { id, status, recipientId, reference } = transfer;
  return [formatTime(transfer.createdAt), id, status, formatMoney(transfer), recipientId, reference ?? "-"];
}

function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
