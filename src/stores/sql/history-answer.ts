import { type Result, err, ok } from "neverthrow";
import type { TransferStatus } from "../../domain/transfer.ts";
import type { StoreFailure } from "../../ports/payout-store.ts";
import type { HistorySum, HistorySums } from "../../ports/transfer-history.ts";
import type { SqlRow } from "./codec.ts";
import { orNull, readInteger, readText, UnreadableValue } from "./read-value.ts";
import { storeFailure } from "./store-failure.ts";

/** Reads the rows of a sum; `null` if there is no such history. */
export function readSums(rows: readonly SqlRow[]): Result<HistorySums | null, StoreFailure> {
  try {
    return ok(sumsOf(rows));
  } catch (cause) {
    return err(unreadableHistory(cause));
  }
}

/** Reads how far a history is covered; `null` if there is no row of it. */
export function readCovered(row: SqlRow | undefined): Result<number | null, StoreFailure> {
  try {
    return ok(row === undefined ? null : readInteger(row["covered_ms"], "covered_ms"));
  } catch (cause) {
    return err(unreadableHistory(cause));
  }
}

function sumsOf(rows: readonly SqlRow[]): HistorySums | null {
  const history = rows.find((row) => row["part"] === "history");
  if (history === undefined) return null;
  const recipients = partOf(rows, "recipient").sort((left, right) => readInteger(left["place"], "place") - readInteger(right["place"], "place"));
  const days = partOf(rows, "day");
  const currencies = partOf(rows, "currency").map((row) => sumOf(row, ofCurrency(recipients, row), ofCurrency(days, row)));
  return { coveredMs: readInteger(history["place"], "covered_ms"), currencies };
}

function partOf(rows: readonly SqlRow[], part: string): SqlRow[] {
  return rows.filter((row) => row["part"] === part);
}

function ofCurrency(rows: readonly SqlRow[], { currency }: SqlRow): SqlRow[] {
  return rows.filter((row) => row["currency"] === currency);
}

function sumOf(row: SqlRow, recipients: readonly SqlRow[], days: readonly SqlRow[]): HistorySum {
  return {
    currency: readText(row["currency"], "currency"),
    count: readInteger(row["moved"], "moved"),
    gross: readWhole(row["gross"], "gross"),
    reversed: readWhole(row["reversed"], "reversed"),
    smallest: orNull(row["smallest"], "smallest", readInteger) ?? 0,
    largest: orNull(row["largest"], "largest", readInteger) ?? 0,
    recipientCount: readInteger(row["recipients"], "recipients"),
    byStatus: readCounts(row),
    topRecipients: recipients.map((recipient) => ({ recipientId: readText(recipient["recipient_id"], "recipient_id"), ...readShare(recipient) })),
    days: days.map((day) => ({ startMs: readInteger(day["place"], "day"), ...readShare(day) })),
  };
}

function readShare(row: SqlRow): { readonly count: number; readonly net: bigint } {
  return { count: readInteger(row["moved"], "moved"), net: readWhole(row["gross"], "gross") - readWhole(row["reversed"], "reversed") };
}

function readCounts(row: SqlRow): Record<TransferStatus, number> {
  const count = (column: string): number => readInteger(row[column], column);
  return {
    pending: count("pending"),
    paid: count("paid"),
    partially_reversed: count("partially_reversed"),
    reversed: count("wholly_reversed"),
    failed: count("failed"),
    unrecognized: count("unrecognized"),
  };
}

/** An integer of any size; databases give large ones as text or as a bigint. */
function readWhole(value: unknown, field: string): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === "string" && /^-?\d+$/.test(value)) return BigInt(value);
  throw new UnreadableValue(field, "an integer", value);
}

function unreadableHistory(cause: unknown): StoreFailure {
  const why = cause instanceof Error ? cause.message : String(cause);
  return storeFailure({ message: `the store's mirror of the history can't be read: ${why}; restore it from a backup`, retryable: false, cause });
}
