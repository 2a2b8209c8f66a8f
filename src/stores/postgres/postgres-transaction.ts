import { type Result, ResultAsync, err, ok } from "neverthrow";
import type { StoreFailure } from "../../ports/payout-store.ts";
import type { SqlRow } from "../sql/codec.ts";
import { storeFailure } from "../sql/store-failure.ts";
import { type PostgresConnection, type PostgresPool, type PostgresStatement, runOnce } from "./postgres-database.ts";
import { postgresFailure } from "./postgres-failure.ts";
import { durableCommit } from "./postgres-statements.ts";

/** Runs some statements on one connection; they are kept together, on the disk, or not at all. */
export function runTransaction<T, E>(
  pool: PostgresPool,
  work: (connection: PostgresConnection) => ResultAsync<T, E>,
): ResultAsync<T, E | StoreFailure> {
  return new ResultAsync(transact(pool, work));
}

/** Runs one statement of a transaction, once: an error ends the whole of it. */
export function runInTransaction(
  connection: PostgresConnection,
  statement: PostgresStatement,
): ResultAsync<SqlRow[], StoreFailure> {
  return new ResultAsync(runOnce(connection, statement));
}

async function transact<T, E>(
  pool: PostgresPool,
  work: (connection: PostgresConnection) => ResultAsync<T, E>,
): Promise<Result<T, E | StoreFailure>> {
  const borrowed = await borrow(pool);
  if (borrowed.isErr()) return err(borrowed.error);
  const connection = borrowed.value;
  let broken = true;
  try {
    const begun = await run(connection, ["BEGIN", durableCommit], false);
    if (begun.isErr()) return err(begun.error);
    const result = await work(connection);
    const ended = await run(connection, [result.isOk() ? "COMMIT" : "ROLLBACK"], result.isOk());
    broken = ended.isErr();
    return ended.isErr() && result.isOk() ? err(ended.error) : result;
  } finally {
    connection.release(broken);
  }
}

async function borrow(pool: PostgresPool): Promise<Result<PostgresConnection, StoreFailure>> {
  try {
    const connection = await pool.connect?.();
    return connection === undefined ? err(noConnections) : ok(connection);
  } catch (cause) {
    return err(postgresFailure(cause, false));
  }
}

async function run(
  connection: PostgresConnection,
  texts: readonly string[],
  writes: boolean,
): Promise<Result<void, StoreFailure>> {
  try {
    for (const text of texts) await connection.query(text, []);
    return ok(undefined);
  } catch (cause) {
    return err(postgresFailure(cause, writes));
  }
}

const noConnections = storeFailure({
  message: "the pool lends no connections, which a queue needs for its transactions; give the store a pg.Pool",
  retryable: false,
});
