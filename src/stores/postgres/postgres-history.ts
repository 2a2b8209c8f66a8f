import type { ResultAsync } from "neverthrow";
import type { StoreFailure } from "../../ports/payout-store.ts";
import type { HistoryScope, MirroredTransfer, TransferHistory } from "../../ports/transfer-history.ts";
import type { SqlRow } from "../sql/codec.ts";
import type { SqlDialect } from "../sql/dialect.ts";
import { readCovered, readSums } from "../sql/history-answer.ts";
import { transferColumns } from "../sql/history-schema.ts";
import { encodeTransfer, historyId, newerThanKept, selectCovered, sumStatement, transferColumnList } from "../sql/history-statements.ts";
import type { PostgresStatement } from "./postgres-database.ts";
import { durableCommit } from "./postgres-statements.ts";

/** Runs one statement. */
type Query = (statement: PostgresStatement) => ResultAsync<SqlRow[], StoreFailure>;

/** The mirror of a history, over single statements. */
export function postgresHistory(dialect: SqlDialect, query: Query): TransferHistory {
  return {
    coveredMs: (scope) =>
      query({ text: selectCovered(dialect), values: [historyId(scope)], writes: false }).andThen(([row]) => readCovered(row)),
    extend: (scope, transfers, coveredMs) => query(extendStatement(dialect, scope, transfers, coveredMs)).map(readWritten),
    refresh: (scope, transfers) => query(refreshStatement(dialect, scope, transfers)).map(readWritten),
    sum: (scope, wanted) => query({ ...sumStatement(dialect, historyId(scope), wanted), writes: false }).andThen(readSums),
  };
}

/** The row of the history is written first, so that whoever writes to the same history waits for its turn there. */
function extendStatement(
  { table }: SqlDialect,
  scope: HistoryScope,
  transfers: readonly MirroredTransfer[],
  coveredMs: number,
): PostgresStatement {
  const { changes, condition } = newerThanKept("excluded");
  return {
    text: `
      WITH durable AS (${durableCommit}),
      covered AS (
        INSERT INTO ${table("payoutkit_histories")} AS kept (id, provider, mode, account, covered_ms)
        SELECT $1::bigint, $2::text, $3::text, $4::text, $5::bigint FROM durable WHERE setting IS NOT NULL
        ON CONFLICT (id) DO UPDATE SET covered_ms = greatest(kept.covered_ms, excluded.covered_ms) RETURNING id
      ),
      written AS (
        INSERT INTO ${table("payoutkit_transfers")} AS kept (${transferColumnList})
        SELECT input.* FROM covered CROSS JOIN json_to_recordset($6::json) AS input(${inputColumns}) ORDER BY input.id
        ON CONFLICT (history_id, id) DO UPDATE SET ${changes} WHERE ${condition} RETURNING 1
      )
      SELECT count(*) AS written FROM written`,
    values: [historyId(scope), scope.provider, scope.mode, scope.account, coveredMs, toInput(scope, transfers)],
    writes: true,
  };
}

function refreshStatement({ table }: SqlDialect, scope: HistoryScope, transfers: readonly MirroredTransfer[]): PostgresStatement {
  const { changes, condition } = newerThanKept("input");
  return {
    text: `
      WITH durable AS (${durableCommit}),
      reached AS (
        SELECT id FROM ${table("payoutkit_histories")} CROSS JOIN durable
        WHERE setting IS NOT NULL AND id = $1::bigint FOR UPDATE OF payoutkit_histories
      ),
      written AS (
        UPDATE ${table("payoutkit_transfers")} AS kept SET ${changes}
        FROM reached CROSS JOIN json_to_recordset($2::json) AS input(${inputColumns})
        WHERE kept.history_id = reached.id AND kept.id = input.id AND ${condition} RETURNING 1
      )
      SELECT count(*) AS written FROM written`,
    values: [historyId(scope), toInput(scope, transfers)],
    writes: true,
  };
}

const inputColumns = transferColumns.map(({ name, type }) => `${name} ${type === "integer" ? "bigint" : 'text COLLATE "C"'}`).join(", ");

function toInput(scope: HistoryScope, transfers: readonly MirroredTransfer[]): string {
  const id = historyId(scope);
  const rows = transfers.map((transfer) => {
    const values = encodeTransfer(id, transfer);
    return Object.fromEntries(transferColumns.map(({ name }, place) => [name, values[place]]));
  });
  return JSON.stringify(rows);
}

function readWritten([row]: readonly SqlRow[]): number {
  return Number(row?.["written"] ?? 0);
}
