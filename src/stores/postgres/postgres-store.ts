import { Result, type ResultAsync, err, ok, okAsync } from "neverthrow";
import type {
  ProcessRegistry,
  RecordId,
  RecordQuery,
  RecordScope,
  RecordWrite,
  StoreAnswer,
  StoreFailure,
  StoredRecord,
  WriteResult,
} from "../../ports/payout-store.ts";
import type { QueueLedger, QueueStore } from "../../ports/queue-ledger.ts";
import { type SqlRow, decodeRecord } from "../sql/codec.ts";
import type { SqlDialect } from "../sql/dialect.ts";
import type { TransferHistory } from "../../ports/transfer-history.ts";
import { processRegistry } from "../sql/process-registry.ts";
import { closedStore, storeFailure } from "../sql/store-failure.ts";
import { halfToldWrite, hasRecord, keyOf, mergeResults, readNowMs, readRecords, readWriteAnswer } from "./postgres-answer.ts";
import { type PostgresPool, type PostgresStatement, runStatement } from "./postgres-database.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import { PostgresQueue } from "./postgres-queue.ts";
import { postgresHistory } from "./postgres-history.ts";
import { setUpTables } from "./postgres-setup.ts";
import {
  listStatement,
  loadStatement,
  readNoteStatement,
  writeNoteStatement,
} from "./postgres-statements.ts";
import { writeStatement } from "./write-statement.ts";

/** The port, over single statements of a pool. */
export class PostgresStore implements QueueStore {
  readonly specificationVersion = "v1";
  readonly name = "postgres";
  readonly processes: ProcessRegistry | null = processRegistry();
  readonly queue: QueueLedger;
  readonly history: TransferHistory;
  readonly #pool: PostgresPool;
  readonly #schema: string;
  readonly #dialect: SqlDialect;
  #setUp: ResultAsync<void, StoreFailure> | null = null;
  #closed = false;

  constructor(pool: PostgresPool, schema: string) {
    this.#pool = pool;
    this.#schema = schema;
    this.#dialect = postgresDialect(schema);
    this.history = postgresHistory(this.#dialect, (statement) => this.#query(statement));
    this.queue = new PostgresQueue(pool, schema, () => this.#setUpOnce());
  }

  load(ids: readonly RecordId[]): ResultAsync<StoreAnswer<StoredRecord | null>, StoreFailure> {
    return this.#query(loadStatement(this.#dialect, ids)).andThen((rows) =>
      readRecords(rows, ids).andThen((entries) => answer(entries, rows)),
    );
  }

  write(writes: readonly RecordWrite[]): ResultAsync<StoreAnswer<WriteResult>, StoreFailure> {
    return distinct(writes)
      .asyncAndThen(() => this.#query(writeStatement(this.#dialect, writes)))
      .andThen((rows) => readWriteAnswer(rows, writes))
      .andThen(({ winners, nowMs }) => this.#results(writes, winners).map((entries) => ({ entries, nowMs })));
  }

  list(query: RecordQuery): ResultAsync<StoreAnswer<StoredRecord>, StoreFailure> {
    return this.#query(listStatement(this.#dialect, query)).andThen((rows) =>
      Result.combine(rows.filter(hasRecord).map(decodeRecord)).andThen((entries) => answer(entries, rows)),
    );
  }

  readNote(scope: RecordScope, name: string): ResultAsync<string | null, StoreFailure> {
    return this.#query(readNoteStatement(this.#dialect, scope, name)).map(([row]) =>
      typeof row?.["value"] === "string" ? row["value"] : null,
    );
  }

  writeNote(scope: RecordScope, name: string, value: string): ResultAsync<void, StoreFailure> {
    return this.#query(writeNoteStatement(this.#dialect, scope, name, value)).map(() => undefined);
  }

  /** The pool belongs to the caller and stays open. */
  close(): ResultAsync<void, StoreFailure> {
    this.#closed = true;
    return okAsync(undefined);
  }

  /** Adds what stands in place of the writes that lost; a statement can't see what others commit meanwhile. */
  #results(writes: readonly RecordWrite[], winners: ReadonlySet<number>): ResultAsync<WriteResult[], StoreFailure> {
    const losers = writes.filter((_, place) => !winners.has(place)).map((write) => write.record);
    if (losers.length === 0) return okAsync(writes.map(() => ({ written: true })));
    return this.load(losers)
      .map(({ entries }) => mergeResults(writes, winners, entries))
      .mapErr((failure) => (winners.size === 0 ? failure : halfToldWrite(failure)));
  }

  #query(statement: PostgresStatement): ResultAsync<SqlRow[], StoreFailure> {
    if (this.#closed) return closedStore(this.name);
    return this.#setUpOnce().andThen(() => runStatement(this.#pool, statement));
  }

  /** After a failure the next call tries again. */
  #setUpOnce(): ResultAsync<void, StoreFailure> {
    this.#setUp ??= setUpTables(this.#pool, this.#schema).orTee(() => {
      this.#setUp = null;
    });
    return this.#setUp;
  }
}

function answer<T>(entries: readonly T[], rows: readonly SqlRow[]): Result<StoreAnswer<T>, StoreFailure> {
  return readNowMs(rows).map((nowMs) => ({ entries, nowMs }));
}

/** A statement can't write one row twice, and would tell both writes that they won. */
function distinct(writes: readonly RecordWrite[]): Result<void, StoreFailure> {
  if (new Set(writes.map(({ record }) => keyOf(record))).size === writes.length) return ok(undefined);
  return err(storeFailure({ message: "one call was to write a record twice; nothing was written", retryable: false }));
}
