import type { BatchItem, Outcome } from "../index.ts";
import { problemMessage } from "./describe-problem.ts";
import type { ShowMoney } from "./format-money.ts";
import { printable } from "./printable.ts";
import type { RowLedger } from "./row-ledger.ts";
import { harmlessCell } from "./spreadsheet-cell.ts";

/** One row of a results file. */
export interface ResultRow {
  /** The line of the paid file on which the row begins, from 1. */
  readonly line: number;
  readonly reference: string;
  readonly recipientId: string;
  /** Minor units, `null` where it couldn't be read. */
  readonly amount: number | null;
  readonly currency: string;
  readonly status: BatchItem["status"];
  readonly transferId: string | null;
  readonly errorCode: string | null;
  readonly outcome: Outcome;
  /** What is wrong and what helps, `null` where nothing is. */
  readonly message: string | null;
}

/** The columns of a results file, in order. */
export const resultColumns = [
  "line",
  "reference",
  "recipientId",
  "amount",
  "currency",
  "status",
  "transferId",
  "errorCode",
  "outcome",
  "message",
] as const satisfies readonly (keyof ResultRow)[];

/** The row of one payout's result. */
export function resultRow(item: BatchItem, ledger: RowLedger, show: ShowMoney): ResultRow {
  const line = ledger.lineOf(item.index);
  const payout = ledger.payoutOf(item.index);
  const reference = item.reference ?? payout?.reference ?? "";
  if (!("error" in item)) {
    const { recipientId, amount, currency, id: transferId } = item.transfer;
    const paid = { transferId, errorCode: null, outcome: "created", message: null } as const;
    return { line, reference, recipientId, amount, currency, status: item.status, ...paid };
  }
  const { code: errorCode, outcome } = item.error;
  const amount = payout !== undefined && Number.isSafeInteger(payout.amount) ? payout.amount : null;
  const { recipientId = "", currency = "" } = payout ?? {};
  const asked = { line, reference, recipientId, amount, currency: currency.toLowerCase(), status: item.status };
  const transferId = item.error.code === "ALREADY_PAID" ? item.error.details.transfer.id : null;
  return { ...asked, transferId, errorCode, outcome, message: problemMessage(item, ledger, show) };
}

/** A row as a line of CSV that a spreadsheet shows and doesn't run. */
export function csvLine(row: ResultRow): string {
  return `${resultColumns.map((name) => csvCell(row[name])).join(",")}\n`;
}

/** The first line of a results file in CSV. */
export const csvHeader: string = `${resultColumns.join(",")}\n`;

function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = harmlessCell(printable(value));
  return /[",;\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
