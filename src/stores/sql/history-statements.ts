import { sha256Hex } from "../../domain/digest.ts";
import type { HistoryQuery, HistoryScope, MirroredTransfer } from "../../ports/transfer-history.ts";
import type { SqlValue } from "./codec.ts";
import type { SqlDialect } from "./dialect.ts";
import { groupSums, movedCondition, sumNames, transferColumns } from "./history-schema.ts";

/** A statement and the values of its placeholders, in order. */
export interface HistoryStatement {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** The number under which an account's transfers are kept: 48 bits of the digest of its names. */
export function historyId({ provider, mode, account }: HistoryScope): number {
  const names = JSON.stringify([provider, mode, account]);
  const known = historyIds.get(names);
  if (known !== undefined) return known;
  const id = Number.parseInt(sha256Hex(names).slice(0, 12), 16);
  historyIds.set(names, id);
  return id;
}

/** Digests that were made already; a process speaks for a few accounts. */
const historyIds = new Map<string, number>();

/** A transfer as the values of its columns. */
export function encodeTransfer(id: number, transfer: MirroredTransfer): SqlValue[] {
  const { createdAtMs, recipientId, currency, amount, amountReversed, status, namespace } = transfer;
  return [id, transfer.id, createdAtMs, recipientId, currency, amount, amountReversed, status, namespace ?? ""];
}

/** The names of a transfer's columns, as they stand in a statement. */
export const transferColumnList: string = transferColumns.map(({ name }) => name).join(", ");

/** What brings a transfer up to date that is called `kept`, from the row of that name: its changes and their condition. */
export function newerThanKept(row: string): { readonly changes: string; readonly condition: string } {
  const isLater = `${row}.amount_reversed > kept.amount_reversed`;
  const isSettled = `${row}.amount_reversed = kept.amount_reversed AND ${row}.status <> kept.status AND ${row}.status <> 'pending'`;
  return {
    changes: `amount_reversed = ${row}.amount_reversed, status = ${row}.status`,
    condition: `(${isLater} OR (${isSettled}))`,
  };
}

/** Reads how far a history is covered. Values: its number. */
export function selectCovered({ table, parameter }: SqlDialect): string {
  return `SELECT covered_ms FROM ${table("payoutkit_histories")} WHERE id = ${parameter(1)}`;
}

/**
 * Adds up a history in one statement: a row `history`, and one for each currency, top recipient and day. What isn't
 * bounded in time comes from the sums that are kept, anything else from the transfers.
 */
export function sumStatement(dialect: SqlDialect, id: number, query: HistoryQuery): HistoryStatement {
  const values: (string | number)[] = [];
  const bind = (value: string | number): string => dialect.parameter(values.push(value));
  const from = shareSource(dialect, query);
  const shares = `SELECT currency, recipient_id, ${from.sums} FROM ${from.table} WHERE ${conditions(id, query, bind)} GROUP BY currency, recipient_id`;
  const parts = [currencyPart, historyPart(dialect, bind(id))];
  if (query.top > 0) parts.push(recipientPart(bind(query.top)));
  // With a bound in time, a database sees that the index by time holds all it takes.
  if (query.days) parts.push(dayPart(dialect, conditions(id, { ...query, fromMs: query.fromMs ?? Number.MIN_SAFE_INTEGER }, bind)));
  return { text: `WITH shares AS (${shares}) ${parts.join(" UNION ALL ")}`, values };
}

function shareSource({ table }: SqlDialect, { fromMs, toMs }: HistoryQuery): { readonly table: string; readonly sums: string } {
  const isBounded = fromMs !== null || toMs !== null;
  return isBounded ? { table: table("payoutkit_transfers"), sums: sumsOfTransfers } : { table: table("payoutkit_transfer_sums"), sums: sumsOfSums };
}

function conditions(id: number, query: HistoryQuery, bind: (value: string | number) => string): string {
  const { recipientId, currency, fromMs, toMs, origin, namespace } = query;
  const all = [`history_id = ${bind(id)}`];
  if (recipientId !== null) all.push(`recipient_id = ${bind(recipientId)}`);
  if (currency !== null) all.push(`currency = ${bind(currency)}`);
  if (fromMs !== null) all.push(`created_at_ms >= ${bind(fromMs)}`);
  if (toMs !== null) all.push(`created_at_ms < ${bind(toMs)}`);
  if (origin !== null) all.push(`namespace ${origin === "payoutkit" ? "=" : "<>"} ${bind(namespace)}`);
  return all.join(" AND ");
}

function historyPart(dialect: SqlDialect, id: string): string {
  return `SELECT 'history', ${noText}, ${noText}, covered_ms, ${noSums}, ${noInteger}, ${noInteger}, ${noInteger} FROM ${dialect.table("payoutkit_histories")} WHERE id = ${id}`;
}

function recipientPart(top: string): string {
  const order = "PARTITION BY currency ORDER BY gross - reversed DESC, recipient_id";
  return (
    `SELECT 'recipient', currency, recipient_id, place, moved, gross, reversed, ${noSums} ` +
    `FROM (SELECT shares.*, row_number() OVER (${order}) AS place FROM shares WHERE moved > 0) AS ranked WHERE place <= ${top}`
  );
}

function dayPart(dialect: SqlDialect, condition: string): string {
  const day = "created_at_ms - ((created_at_ms % 86400000) + 86400000) % 86400000";
  return (
    `SELECT 'day', currency, ${noText}, ${day}, count(*), sum(amount), sum(amount_reversed), ` +
    `${noSums} FROM ${dialect.table("payoutkit_transfers")} ` +
    `WHERE ${movedCondition("")} AND ${condition} GROUP BY currency, ${day}`
  );
}

// What is the same in every statement is put together once: a recipient's total takes hardly longer than its text.
const noText = "CAST(NULL AS text)";
const noInteger = "CAST(NULL AS bigint)";
const noSums = Array.from({ length: 9 }, () => noInteger).join(", ");

const extremes: Readonly<Record<string, string>> = { smallest: "min", largest: "max" };
const aggregates = sumNames.map((name) => `${extremes[name] ?? "sum"}(${name}) AS ${name}`);
const sumsOfSums = aggregates.join(", ");
const sumsOfTransfers = groupSums.map((sum, place) => `${sum} AS ${sumNames[place] ?? ""}`).join(", ");

const currencyPart =
  `SELECT 'currency' AS part, currency, ${noText} AS recipient_id, ${noInteger} AS place, ` +
  `${aggregates.slice(0, 5).join(", ")}, sum(CASE WHEN moved > 0 THEN 1 ELSE 0 END) AS recipients, ${aggregates.slice(5).join(", ")} ` +
  "FROM shares GROUP BY currency";
