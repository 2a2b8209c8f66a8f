import type { Transfer, TransferStatus } from "../index.ts";
import type { ShowMoney } from "./format-money.ts";
import type { Cell } from "./format-table.ts";
import type { Tone } from "./tone.ts";

/** Everything about one transfer as rows of names and values, for people. */
export function transferRows(transfer: Transfer, show: ShowMoney): Cell[][] {
  const { amountReversed, currency, description } = transfer;
  return [
    ["transfer", transfer.id],
    ["status", statusCell(transfer.status)],
    ["amount", show(transfer)],
    ...(amountReversed === 0 ? [] : [["reversed", show({ amount: amountReversed, currency })]]),
    ["recipient", transfer.recipientId],
    ["reference", transfer.reference ?? "(not sent by payoutkit)"],
    ...(description === null ? [] : [["description", description]]),
    ["created", formatTime(transfer.createdAt)],
  ];
}

/** One transfer as a row of a list, under {@link listHead}. */
export function listRow(transfer: Transfer, show: ShowMoney): Cell[] {
  const { id, status, recipientId, reference } = transfer;
  return [formatTime(transfer.createdAt), id, statusCell(status), show(transfer), recipientId, reference ?? "-"];
}

/** The names of a list's columns. */
export const listHead = ["created", "transfer", "status", "amount", "recipient", "reference"] as const;

function statusCell(status: TransferStatus): Cell {
  return { text: status, tone: tones[status] };
}

const tones: Record<TransferStatus, Tone> = {
  pending: "unsure",
  paid: "good",
  partially_reversed: "unsure",
  reversed: "unsure",
  failed: "bad",
  unrecognized: "unsure",
};

/** A time for people, in UTC. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 10)} ${time.toISOString().slice(11, 19)}Z`;
}
