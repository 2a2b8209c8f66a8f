import { type Result, ResultAsync, err, ok } from "neverthrow";
import { isObject } from "../../domain/payout-request.ts";
import type { StoreFailure } from "../../ports/payout-store.ts";
import type { SqlRow } from "../sql/codec.ts";
import { storeFailure } from "../sql/store-failure.ts";
import { isRolledBack, postgresFailure } from "./postgres-failure.ts";

/** What is asked of a pool or a client: run one statement and give its rows as objects. */
export interface PostgresPool {
  /** Runs one statement with its values, which stand in it as `$1`, `$2` and so on. */
  query(text: string, values: unknown[]): PromiseLike<{ readonly rows: readonly unknown[] }>;
  /** Lends a connection of its own, for transactions; only a queue needs it. */
  connect?(): PromiseLike<PostgresConnection>;
}

/** A connection that was lent. */
export interface PostgresConnection {
  /** Runs one statement, as the pool does. */
  query(text: string, values: unknown[]): PromiseLike<{ readonly rows: readonly unknown[] }>;
  /** Gives it back; `true` if it can't be used any more. */
  release(broken?: boolean): void;
}

/** One statement and what it may leave behind if nobody answers. */
export interface PostgresStatement {
  readonly text: string;
  readonly values?: readonly PostgresValue[];
  /** Whether the statement keeps something. */
  readonly writes: boolean;
}

type PostgresValue = string | number | readonly string[] | null;

const attempts = 3;

/** Runs one statement, again if the server rolled it back in favour of another one. */
export function runStatement(pool: Pick<PostgresPool, "query">, statement: PostgresStatement): ResultAsync<SqlRow[], StoreFailure> {
  return new ResultAsync(repeat(pool, statement));
}

async function repeat(pool: Pick<PostgresPool, "query">, statement: PostgresStatement): Promise<Result<SqlRow[], StoreFailure>> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await runOnce(pool, statement);
    if (result.isOk() || attempt === attempts || !isRolledBack(result.error.cause)) return result;
  }
}

/** Runs one statement once, as in a transaction, which an error ends. */
export async function runOnce(
  pool: Pick<PostgresPool, "query">,
  statement: PostgresStatement,
): Promise<Result<SqlRow[], StoreFailure>> {
  if (!(statement.values ?? []).every(isWellFormed)) return err(illFormedText());
  try {
    const { rows } = await pool.query(statement.text, [...(statement.values ?? [])]);
    return ok(rows.filter(isObject));
  } catch (cause) {
    return err(postgresFailure(cause, statement.writes));
  }
}

/** Drivers put another character in place of half a surrogate pair, and what was asked for would be changed in silence. */
function isWellFormed(value: PostgresValue): boolean {
  if (value === null || typeof value === "number") return true;
  return typeof value === "string" ? value.isWellFormed() : value.every(isWellFormed);
}

function illFormedText(): StoreFailure {
  return storeFailure({
    message: "a text for Postgres holds half of a surrogate pair, which it can't keep; nothing was asked of it",
    retryable: false,
  });
}
