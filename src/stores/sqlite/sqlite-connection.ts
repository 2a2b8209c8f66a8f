import type { DatabaseSync, StatementSync } from "node:sqlite";
import { Result, err, ok } from "neverthrow";
import type { PayoutState } from "../../domain/payout-record.ts";
import type {
  RecordId,
  RecordQuery,
  RecordScope,
  RecordWrite,
  StoreFailure,
  StoredRecord,
  WriteResult,
} from "../../ports/payout-store.ts";
import { RecordLoads } from "./record-loads.ts";
import { decodeRecord, encodeRecord } from "../sql/codec.ts";
import { keyColumns } from "../sql/columns.ts";
import { readText } from "../sql/read-value.ts";
import { insertRecord, listRecords, selectNote, selectRecord, updateRecord, upsertNote } from "../sql/statements.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteFailure } from "./sqlite-failure.ts";
import { SqliteHistory } from "./sqlite-history.ts";

/** An open database and its prepared statements. Its methods throw what SQLite throws. */
export class SqliteConnection {
  /** The mirror of the provider's history; what it writes goes into a `transaction`. */
  readonly history: SqliteHistory;
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #selectNote: StatementSync;
  readonly #upsertNote: StatementSync;
  readonly #loads: RecordLoads;
  readonly #lists = new Map<string, StatementSync>();
  #isBroken = false;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
    this.history = new SqliteHistory(database);
    this.#select = this.#prepareReader(selectRecord(sqliteDialect));
    this.#insert = database.prepare(insertRecord(sqliteDialect));
    this.#update = database.prepare(updateRecord(sqliteDialect));
    this.#selectNote = database.prepare(selectNote(sqliteDialect));
    this.#upsertNote = database.prepare(upsertNote(sqliteDialect));
    this.#loads = new RecordLoads(database);
  }

  /** Whether a commit or a rollback failed, so that nobody knows what this connection would do next. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  load(ids: readonly RecordId[]): Result<(StoredRecord | null)[], StoreFailure> {
    return this.#loads.load(ids);
  }

  write(writes: readonly RecordWrite[]): Result<WriteResult[], StoreFailure> {
    if (writes.length === 0) return ok([]);
    return this.transaction(() => Result.combine(writes.map((write) => this.#writeOne(write))));
  }

  list({ scope, states, after, limit }: RecordQuery): Result<StoredRecord[], StoreFailure> {
    const rows = this.#listStatement(states).all(scope.kind, scope.mode, scope.namespace, after ?? "", limit);
    return Result.combine(rows.map(decodeRecord));
  }

  readNote(scope: RecordScope, name: string): Result<string | null, StoreFailure> {
    const row = this.#selectNote.get(scope.kind, scope.mode, scope.namespace, name);
    return ok(row === undefined ? null : readText(row["value"], name));
  }

  writeNote(scope: RecordScope, name: string, value: string): Result<void, StoreFailure> {
    return this.transaction(() => {
      this.#upsertNote.run(scope.kind, scope.mode, scope.namespace, name, value);
      return ok(undefined);
    });
  }

  close(): void {
    this.#database.close();
  }

  /** Closes a broken connection, whatever it says to that. */
  abandon(): void {
    Result.fromThrowable(() => this.close())();
  }

  #writeOne({ record, replaces }: RecordWrite): Result<WriteResult, StoreFailure> {
    const values = encodeRecord(record);
    const [key, rest] = [values.slice(0, keyColumns.length), values.slice(keyColumns.length)];
    const { changes } = replaces === null ? this.#insert.run(...values) : this.#update.run(...rest, ...key, replaces);
    if (Number(changes) === 1) return ok({ written: true });
    return this.#find(record).map((current) => ({ written: false, current }));
  }

  #find(id: RecordId): Result<StoredRecord | null, StoreFailure> {
    const row = this.#select.get(id.kind, id.mode, id.namespace, id.reference);
    return row === undefined ? ok(null) : decodeRecord(row);
  }

  /** Integers come as bigints: a number that is too large is then told as such, by the codec. */
  #prepareReader(text: string): StatementSync {
    const statement = this.#database.prepare(text);
    statement.setReadBigInts(true);
    return statement;
  }

  #listStatement(states: readonly PayoutState[]): StatementSync {
    const text = listRecords(sqliteDialect, states);
    const known = this.#lists.get(text);
    if (known !== undefined) return known;
    const statement = this.#prepareReader(text);
    this.#lists.set(text, statement);
    return statement;
  }

  /** Does some work in one durable commit, or leaves nothing of it behind. */
  transaction<T>(work: () => Result<T, StoreFailure>): Result<T, StoreFailure> {
    this.#database.exec("BEGIN IMMEDIATE");
    const done = Result.fromThrowable(work, (cause) => sqliteFailure(cause, this.#path))().andThen((result) => result);
    if (done.isErr()) {
      this.#rollback();
      return done;
    }
    return this.#commit().map(() => done.value);
  }

  /** Once a commit has failed, only the file can tell whether it was kept. */
  #commit(): Result<void, StoreFailure> {
    try {
      this.#database.exec("COMMIT");
      return ok(undefined);
    } catch (cause) {
      this.#isBroken = true;
      return err(sqliteFailure(cause, this.#path, "unknown"));
    }
  }

  #rollback(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      // Some errors have ended the transaction already; a new connection begins afresh.
      this.#isBroken = true;
    }
  }
}
