import { Result, type ResultAsync, okAsync } from "neverthrow";
import type {
  PayoutStore,
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
import type { TransferHistory } from "../../ports/transfer-history.ts";
import { processRegistry } from "../sql/process-registry.ts";
import { closedStore } from "../sql/store-failure.ts";
import { SqliteFile } from "./sqlite-file.ts";
import { sqliteFailure } from "./sqlite-failure.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";
import { whileLocked } from "./while-locked.ts";

/** The port, over a connection that is opened on first use. */
export class SqliteStore implements PayoutStore {
  readonly specificationVersion = "v1";
  readonly name = "sqlite";
  readonly processes: ProcessRegistry | null = processRegistry();
  readonly history: TransferHistory = {
    coveredMs: (scope) => this.#use(({ history }) => history.coveredMs(scope)),
    extend: (scope, transfers, coveredMs) =>
      this.#use((connection) => connection.transaction(() => connection.history.extend(scope, transfers, coveredMs))),
    refresh: (scope, transfers) =>
      this.#use((connection) => connection.transaction(() => connection.history.refresh(scope, transfers))),
    sum: (scope, query) => this.#use(({ history }) => history.sum(scope, query)),
  };
  readonly #file: SqliteFile;
  readonly #lockTimeoutMs: number;
  #closed = false;

  constructor(path: string, lockTimeoutMs: number) {
    this.#file = new SqliteFile(path);
    this.#lockTimeoutMs = lockTimeoutMs;
  }

  load(ids: readonly RecordId[]): ResultAsync<StoreAnswer<StoredRecord | null>, StoreFailure> {
    return this.#use((connection) => connection.load(ids).map(answer));
  }

  write(writes: readonly RecordWrite[]): ResultAsync<StoreAnswer<WriteResult>, StoreFailure> {
    return this.#use((connection) => connection.write(writes).map(answer));
  }

  list(query: RecordQuery): ResultAsync<StoreAnswer<StoredRecord>, StoreFailure> {
    return this.#use((connection) => connection.list(query).map(answer));
  }

  readNote(scope: RecordScope, name: string): ResultAsync<string | null, StoreFailure> {
    return this.#use((connection) => connection.readNote(scope, name));
  }

  writeNote(scope: RecordScope, name: string, value: string): ResultAsync<void, StoreFailure> {
    return this.#use((connection) => connection.writeNote(scope, name, value));
  }

  close(): ResultAsync<void, StoreFailure> {
    if (this.#closed) return okAsync(undefined);
    this.#closed = true;
    return this.#file.close();
  }

  #use<T>(work: (connection: SqliteConnection) => Result<T, StoreFailure>): ResultAsync<T, StoreFailure> {
    return whileLocked(this.#lockTimeoutMs, () => {
      if (this.#closed) return closedStore(this.name);
      return this.#file
        .open()
        .andThen((connection) => (this.#closed ? closedStore<T>(this.name) : this.#run(connection, work)));
    });
  }

  #run<T>(
    connection: SqliteConnection,
    work: (connection: SqliteConnection) => Result<T, StoreFailure>,
  ): Result<T, StoreFailure> {
    const run = Result.fromThrowable(
      () => work(connection),
      (cause) => sqliteFailure(cause, this.#file.path),
    );
    return this.#file
      .checkInPlace()
      .andThen(run)
      .andThen((result) => result);
  }
}

function answer<T>(entries: readonly T[]): StoreAnswer<T> {
  return { entries, nowMs: null };
}
