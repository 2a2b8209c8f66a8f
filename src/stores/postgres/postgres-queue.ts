import { Result, type ResultAsync, okAsync } from "neverthrow";
import type { StoreFailure } from "../../ports/payout-store.ts";
import type {
  BatchCount,
  CanceledPayout,
  CancelQuery,
  ClaimedPayout,
  CountQuery,
  JobOf,
  KnownPayout,
  LedgerTransaction,
  NewPayout,
  OpenPayout,
  OpenQuery,
  PutBackPayout,
  QueueLedger,
  QueueScope,
  SettledPayout,
} from "../../ports/queue-ledger.ts";
import type { SqlRow } from "../sql/codec.ts";
import { storeFailure } from "../sql/store-failure.ts";
import {
  type PostgresConnection,
  type PostgresPool,
  type PostgresStatement,
  runStatement,
} from "./postgres-database.ts";
import { runInTransaction, runTransaction } from "./postgres-transaction.ts";
import { countStatement, problemsStatement } from "./queue-count.ts";
import { readAdded, readClaimed, readCounts, readOpen, readProblem, readRequest, samePayout } from "./queue-rows.ts";
import {
  addStatement,
  cancelStatement,
  claimStatement,
  openStatement,
  putBackStatement,
  requestsStatement,
  settleStatement,
} from "./queue-statements.ts";
import { type QueueTables, queueTables, setUpQueue } from "./queue-tables.ts";

/** The queue's port, over the store's own pool and schema. */
export class PostgresQueue implements QueueLedger {
  readonly #pool: PostgresPool;
  readonly #schema: string;
  readonly #tables: QueueTables;
  readonly #setUpStore: () => ResultAsync<void, StoreFailure>;

  constructor(pool: PostgresPool, schema: string, setUpStore: () => ResultAsync<void, StoreFailure>) {
    this.#pool = pool;
    this.#schema = schema;
    this.#tables = queueTables(schema);
    this.#setUpStore = setUpStore;
  }

  install(): ResultAsync<void, StoreFailure> {
    return this.#setUpStore().andThen(() => setUpQueue(this.#pool, this.#schema));
  }

  place(): ResultAsync<string, StoreFailure> {
    return this.#run({ text: placeQuery, writes: false }).map(([row]) => String(row?.["place"]));
  }

  transaction<T, E>(work: (transaction: LedgerTransaction) => ResultAsync<T, E>): ResultAsync<T, E | StoreFailure> {
    return runTransaction(this.#pool, (connection) => work(new PostgresLedgerTransaction(connection, this.#tables)));
  }

  claim(scope: QueueScope, jobs: readonly JobOf[]): ResultAsync<ClaimedPayout[], StoreFailure> {
    return this.#run(claimStatement(this.#tables, scope, jobs)).andThen((rows) => readRows(rows, readClaimed));
  }

  settle(scope: QueueScope, ends: readonly SettledPayout[]): ResultAsync<void, StoreFailure> {
    return this.#run(settleStatement(this.#tables, scope, ends)).map(() => undefined);
  }

  cancel(scope: QueueScope, wanted: CancelQuery): ResultAsync<CanceledPayout[], StoreFailure> {
    return this.#run(cancelStatement(this.#tables, scope, wanted, mostCanceled)).map((rows) =>
      rows.map(({ reference, known }) => ({ reference: String(reference), isRecorded: known === true })),
    );
  }

  listOpen(scope: QueueScope, page: OpenQuery): ResultAsync<OpenPayout[], StoreFailure> {
    return this.#run(openStatement(this.#tables, scope, page)).andThen((rows) => readRows(rows, readOpen));
  }

  count(scope: QueueScope, query: CountQuery): ResultAsync<BatchCount, StoreFailure> {
    return this.#run(countStatement(this.#tables, scope, query))
      .andThen((rows) => understand(() => readCounts(rows)))
      .andThen((counts) =>
        this.#run(problemsStatement(this.#tables, scope, query))
          .andThen((rows) => readRows(rows, readProblem))
          .map((problems) => ({ counts, problems })),
      );
  }

  refreshStatistics(): ResultAsync<void, StoreFailure> {
    return this.#run({ text: `ANALYZE ${this.#tables.queued}`, writes: false }).map(() => undefined);
  }

  #run(statement: PostgresStatement): ResultAsync<SqlRow[], StoreFailure> {
    return runStatement(this.#pool, statement);
  }
}

/** How many are called off by one statement; whoever calls off a batch repeats it until there are fewer. */
const mostCanceled = 10_000;

const placeQuery =
  "SELECT current_database() || ' of the server that began at ' || extract(epoch FROM pg_postmaster_start_time()) AS place";

class PostgresLedgerTransaction implements LedgerTransaction {
  readonly #connection: PostgresConnection;
  readonly #tables: QueueTables;

  constructor(connection: PostgresConnection, tables: QueueTables) {
    this.#connection = connection;
    this.#tables = tables;
  }

  query(text: string, values: unknown[]): PromiseLike<{ readonly rows: readonly unknown[] }> {
    return this.#connection.query(text, values);
  }

  add(scope: QueueScope, batchId: string, payouts: readonly NewPayout[]): ResultAsync<KnownPayout[], StoreFailure> {
    return runInTransaction(this.#connection, addStatement(this.#tables, scope, batchId, payouts))
      .andThen(([row]) => understand(() => readAdded(row, payouts)))
      .andThen((rest) => this.#known(scope, rest));
  }

  putBack(scope: QueueScope, payouts: readonly PutBackPayout[]): ResultAsync<string[], StoreFailure> {
    return runInTransaction(this.#connection, putBackStatement(this.#tables, scope, payouts)).map((rows) =>
      rows.map((row) => String(row["reference"])),
    );
  }

  /** Whether those that weren't added are known as the same payouts. */
  #known(scope: QueueScope, payouts: readonly NewPayout[]): ResultAsync<KnownPayout[], StoreFailure> {
    if (payouts.length === 0) return okAsync([]);
    const references = payouts.map(({ payout }) => payout.reference);
    return runInTransaction(this.#connection, requestsStatement(this.#tables, scope, references)).andThen((rows) =>
      understand(() => {
        const requests = new Map(rows.map(({ reference, request }) => [reference, readRequest(request)]));
        return payouts.map(({ payout }): KnownPayout => {
          const queued = requests.get(payout.reference);
          const isSame = queued !== undefined && samePayout(queued, payout);
          return { reference: payout.reference, as: isSame ? "same" : "conflict" };
        });
      }),
    );
  }
}

function readRows<T>(rows: readonly SqlRow[], read: (row: SqlRow) => T): Result<T[], StoreFailure> {
  return understand(() => rows.map(read));
}

function understand<T>(read: () => T): Result<T, StoreFailure> {
  return Result.fromThrowable(read, (cause) =>
    storeFailure({ message: `a queued payout can't be read (${String(cause)}); restore it from a backup`, retryable: false, cause }),
  )();
}
