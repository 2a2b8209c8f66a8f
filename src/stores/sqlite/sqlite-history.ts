import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Result, ok } from "neverthrow";
import type { StoreFailure } from "../../ports/payout-store.ts";
import type { HistoryQuery, HistoryScope, HistorySums, MirroredTransfer } from "../../ports/transfer-history.ts";
import { readCovered, readSums } from "../sql/history-answer.ts";
import { encodeTransfer, historyId, newerThanKept, selectCovered, sumStatement, transferColumnList } from "../sql/history-statements.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

/** The mirror of a history in an open database. Its methods throw what SQLite throws; the writes want a transaction. */
export class SqliteHistory {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  coveredMs(scope: HistoryScope): Result<number | null, StoreFailure> {
    return readCovered(this.#prepared(selectCovered(sqliteDialect)).get(historyId(scope)));
  }

  extend(scope: HistoryScope, transfers: readonly MirroredTransfer[], coveredMs: number): Result<number, StoreFailure> {
    const id = historyId(scope);
    const keep = this.#prepared(keepTransfer);
    this.#prepared(keepCovered).run(id, scope.provider, scope.mode, scope.account, coveredMs);
    let written = 0;
    for (const transfer of transfers) written += Number(keep.run(...encodeTransfer(id, transfer)).changes);
    return ok(written);
  }

  refresh(scope: HistoryScope, transfers: readonly MirroredTransfer[]): Result<number, StoreFailure> {
    const refresh = this.#prepared(refreshTransfer);
    let written = 0;
    for (const { id, amountReversed, status } of transfers) {
      written += Number(refresh.run(amountReversed, status, historyId(scope), id).changes);
    }
    return ok(written);
  }

  sum(scope: HistoryScope, query: HistoryQuery): Result<HistorySums | null, StoreFailure> {
    const { text, values } = sumStatement(sqliteDialect, historyId(scope), query);
    return readSums(this.#prepared(text).all(...values));
  }

  #prepared(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(text);
    // Sums may be larger than a number can hold exactly.
    statement.setReadBigInts(true);
    this.#statements.set(text, statement);
    return statement;
  }
}

const { changes, condition } = newerThanKept("excluded");

const keepTransfer =
  `INSERT INTO payoutkit_transfers AS kept (${transferColumnList}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ` +
  `ON CONFLICT (history_id, id) DO UPDATE SET ${changes} WHERE ${condition}`;

const keepCovered =
  "INSERT INTO payoutkit_histories AS kept (id, provider, mode, account, covered_ms) VALUES (?, ?, ?, ?, ?) " +
  "ON CONFLICT (id) DO UPDATE SET covered_ms = max(kept.covered_ms, excluded.covered_ms)";

const newer = newerThanKept("wanted");

const refreshTransfer =
  `UPDATE payoutkit_transfers AS kept SET ${newer.changes} FROM (SELECT ? AS amount_reversed, ? AS status) AS wanted ` +
  `WHERE kept.history_id = ? AND kept.id = ? AND ${newer.condition}`;
