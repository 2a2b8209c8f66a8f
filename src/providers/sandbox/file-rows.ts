import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Money } from "../../domain/money.ts";
import type { PayoutMark } from "../../ports/transfer-provider.ts";
import { type Columns, number, text, toKeyRow, toLateWork, toReversalRow, toScenario, toTransferRow } from "./columns.ts";
import { oneOf, type QueuedScenario, type ScenarioKind } from "./scenarios.ts";
import { isBefore } from "./transfer-order.ts";
import {
  type KeyRow,
  type LateWork,
  type RecipientState,
  recipientStates,
  type ReversalRow,
  type RowQuery,
  type TransferRow,
  type WorldRows,
} from "./world.ts";

/** The rows of a world in a SQLite database. */
export class FileRows implements WorldRows {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  account(): string {
    return this.#one("SELECT account FROM world", [], (row) => text(row, "account")) ?? "";
  }

  minimum(currency: string): number {
    const sql = "SELECT amount FROM minimums WHERE currency = ?";
    return this.#one(sql, [currency], (row) => number(row, "amount")) ?? 1;
  }

  funds(currency: string): number {
    return this.#one("SELECT amount FROM funds WHERE currency = ?", [currency], (row) => number(row, "amount")) ?? 0;
  }

  setFunds(currency: string, amount: number): void {
    this.#run("INSERT OR REPLACE INTO funds (currency, amount) VALUES (?, ?)", currency, amount);
  }

  allFunds(): Money[] {
    const sql = "SELECT currency, amount FROM funds ORDER BY currency";
    return this.#all(sql, [], (row) => ({ amount: number(row, "amount"), currency: text(row, "currency") }));
  }

  recipient(recipientId: string): RecipientState {
    const state = this.#one("SELECT state FROM recipients WHERE id = ?", [recipientId], (row) => text(row, "state"));
    return state === null ? "ready" : oneOf("state", recipientStates, state);
  }

  setRecipient(recipientId: string, state: RecipientState): void {
    this.#run("INSERT OR REPLACE INTO recipients (id, state) VALUES (?, ?)", recipientId, state);
  }

  nextTransferNumber(): number {
    return this.countTransfers() + 1;
  }

  insertTransfer(row: TransferRow): void {
    this.#run(
      `INSERT INTO transfers (number, id, namespace, reference, recipient_id, amount, currency, amount_reversed,
        description, metadata, created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.number,
      row.id,
      row.mark?.namespace ?? null,
      row.mark?.reference ?? null,
      row.recipientId,
      row.amount,
      row.currency,
      row.amountReversed,
      row.description,
      JSON.stringify(row.metadata),
      row.createdAtMs,
    );
  }

  transfer(id: string): TransferRow | null {
    return this.#one("SELECT * FROM transfers WHERE id = ?", [id], toTransferRow);
  }

  setReversed(id: string, amountReversed: number): void {
    this.#run("UPDATE transfers SET amount_reversed = ? WHERE id = ?", amountReversed, id);
  }

  transfersOf(mark: PayoutMark): TransferRow[] {
    const sql = "SELECT * FROM transfers WHERE reference = ? AND namespace = ? ORDER BY created_at_ms, number";
    return this.#all(sql, [mark.reference, mark.namespace], toTransferRow);
  }

  page(query: RowQuery): TransferRow[] {
    const { recipientId, fromMs, toMs, after, limit } = query;
    const end = { createdAtMs: toMs, number: 0 };
    const before = after !== null && isBefore(after, end) ? after : end;
    const whose = recipientId === null ? "" : "recipient_id = ? AND";
    const sql = `SELECT * FROM transfers WHERE ${whose} created_at_ms >= ? AND (created_at_ms, number) < (?, ?)
      ORDER BY created_at_ms DESC, number DESC LIMIT ?`;
    const filters = recipientId === null ? [fromMs] : [recipientId, fromMs];
    return this.#all(sql, [...filters, before.createdAtMs, before.number, limit], toTransferRow);
  }

  countTransfers(): number {
    const sql = "SELECT coalesce(max(number), 0) AS count FROM transfers";
    return this.#one(sql, [], (row) => number(row, "count")) ?? 0;
  }

  nextReversalNumber(): number {
    const sql = "SELECT coalesce(max(number), 0) + 1 AS next FROM reversals";
    return this.#one(sql, [], (row) => number(row, "next")) ?? 1;
  }

  insertReversal(row: ReversalRow): void {
    const { id, transferId, mark, amount, currency, createdAtMs } = row;
    this.#run(
      `INSERT INTO reversals (number, id, transfer_id, namespace, reference, amount, currency, created_at_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[row.number, id, transferId, mark.namespace, mark.reference, amount, currency, createdAtMs],
    );
  }

  reversal(id: string): ReversalRow | null {
    return this.#one("SELECT * FROM reversals WHERE id = ?", [id], toReversalRow);
  }

  reversalsOf(transferId: string): ReversalRow[] {
    return this.#all("SELECT * FROM reversals WHERE transfer_id = ? ORDER BY number", [transferId], toReversalRow);
  }

  key(key: string): KeyRow | null {
    return this.#one("SELECT * FROM keys WHERE key = ?", [key], toKeyRow);
  }

  putKey(row: KeyRow): void {
    const answer = row.answer === null ? null : JSON.stringify(row.answer);
    const sql =
      "INSERT OR REPLACE INTO keys (key, body, first_seen_ms, answer, busy_until_ms) VALUES (?, ?, ?, ?, ?)";
    this.#run(sql, row.key, row.body, row.firstSeenMs, answer, row.busyUntilMs);
  }

  forgetKeys(untilMs: number): void {
    this.#run("DELETE FROM keys WHERE first_seen_ms <= ?", untilMs);
  }

  scenarios(kind: ScenarioKind): readonly QueuedScenario[] {
    return this.#all("SELECT * FROM scenarios WHERE kind = ? ORDER BY number", [kind], toScenario);
  }

  addScenario(scenario: Omit<QueuedScenario, "number">): void {
    this.#run(
      `INSERT INTO scenarios (kind, name, times, delay_ms, retry_after_ms, provider_code, reference, recipient_id,
        call) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      scenario.kind,
      scenario.name,
      scenario.times,
      scenario.delayMs,
      scenario.retryAfterMs,
      scenario.providerCode,
      scenario.reference,
      scenario.recipientId,
      scenario.call,
    );
  }

  setScenarioTimes(scenarioNumber: number, times: number): void {
    if (times > 0) this.#run("UPDATE scenarios SET times = ? WHERE number = ?", times, scenarioNumber);
    else this.#run("DELETE FROM scenarios WHERE number = ?", scenarioNumber);
  }

  clearScenarios(): void {
    this.#run("DELETE FROM scenarios");
  }

  takeLateWork(nowMs: number): LateWork[] {
    const sql = "SELECT * FROM late_work WHERE due_at_ms <= ? ORDER BY due_at_ms, number";
    const due = this.#all(sql, [nowMs], toLateWork);
    if (due.length > 0) this.#run("DELETE FROM late_work WHERE due_at_ms <= ?", nowMs);
    return due;
  }

  addLateWork(work: LateWork): void {
    const sql = "INSERT INTO late_work (kind, due_at_ms, key, body) VALUES (?, ?, ?, ?)";
    this.#run(sql, work.kind, work.dueAtMs, work.key, work.body);
  }

  #one<T>(sql: string, values: readonly SQLInputValue[], read: (row: Columns) => T): T | null {
    const row = this.#statement(sql).get(...values);
    return row === undefined ? null : read(row);
  }

  #all<T>(sql: string, values: readonly SQLInputValue[], read: (row: Columns) => T): T[] {
    return this.#statement(sql).all(...values).map(read);
  }

  #run(sql: string, ...values: readonly SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
