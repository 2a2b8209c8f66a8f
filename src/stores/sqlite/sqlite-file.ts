import { statSync } from "node:fs";
import { resolve } from "node:path";
import { Result, type ResultAsync, err, ok, okAsync } from "neverthrow";
import type { StoreFailure } from "../../ports/payout-store.ts";
import { storeFailure } from "../sql/store-failure.ts";
import { checkPlace } from "./check-place.ts";
import { loadDriver } from "./load-driver.ts";
import { openDatabase } from "./open-database.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";
import { sqliteFailure } from "./sqlite-failure.ts";

/** One file and the connection to it, which is opened once, and again only after a commit that failed. */
export class SqliteFile {
  readonly path: string;
  #opening: ResultAsync<SqliteConnection, StoreFailure> | null = null;
  #connection: SqliteConnection | null = null;
  #identity: string | null = null;

  constructor(path: string) {
    this.path = path === "" || path === ":memory:" ? path : resolve(path);
  }

  /** The open connection. After a failure the next call tries again. */
  open(): ResultAsync<SqliteConnection, StoreFailure> {
    if (this.#connection?.isBroken === false) return okAsync(this.#connection);
    this.#opening ??= this.#reopen();
    return this.#opening;
  }

  /** Fails if the path has come to name another file: what is written to this one would be lost. */
  checkInPlace(): Result<void, StoreFailure> {
    if (this.#identity === null || identityOf(this.path) === this.#identity) return ok(undefined);
    return err(
      storeFailure({
        message: `${this.path} was moved, deleted or replaced while it was open; put it back, or start the process again`,
        retryable: false,
      }),
    );
  }

  close(): ResultAsync<void, StoreFailure> {
    const opened = this.#opening ?? okAsync(this.#connection);
    return opened
      .orElse(() => okAsync(null))
      .andThen((connection) =>
        Result.fromThrowable(
          () => connection?.close(),
          (cause) => sqliteFailure(cause, this.path),
        )(),
      );
  }

  #reopen(): ResultAsync<SqliteConnection, StoreFailure> {
    this.#connection?.abandon();
    this.#connection = null;
    const opened = this.checkInPlace()
      .asyncAndThen(() => connect(this.path))
      .map((connection) => {
        this.#connection = connection;
        this.#identity ??= identityOf(this.path);
        return connection;
      });
    return opened.andTee(() => this.#settle()).orTee(() => this.#settle());
  }

  #settle(): void {
    this.#opening = null;
  }
}

function connect(path: string): ResultAsync<SqliteConnection, StoreFailure> {
  return checkPlace(path)
    .andThen(loadDriver)
    .andThen((driver) =>
      Result.fromThrowable(
        () => openDatabase(driver, path),
        (cause) => sqliteFailure(cause, path),
      )(),
    )
    .andThen((opened) => opened);
}

/** Which file a path names. It is never opened here: closing it would drop the locks that SQLite holds on it. */
function identityOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
