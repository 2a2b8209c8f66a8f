import type { CountQuery, QueueScope } from "../../ports/queue-ledger.ts";
import type { PostgresStatement } from "./postgres-database.ts";
import { nowMs } from "./postgres-statements.ts";
import { isInAnyState, modesOf, type QueueTables } from "./queue-tables.ts";

/** Counts a batch by where its payouts stand. */
export function countStatement(tables: QueueTables, scope: QueueScope, { batchId }: CountQuery): PostgresStatement {
  return {
    text: `${told(tables)} SELECT standing, count(*) AS payouts FROM told GROUP BY standing`,
    values: [scope.namespace, scope.queue, batchId],
    writes: false,
  };
}

/** Reads what needs attention in a batch, and what was put back. */
export function problemsStatement(tables: QueueTables, scope: QueueScope, query: CountQuery): PostgresStatement {
  return {
    text: `
      ${told(tables)} SELECT reference, standing, error::text AS error, tries, updated_at_ms FROM told
      WHERE standing IN ('failed', 'unknown', 'review') OR standing IN ('waiting', 'sending') AND tries > 0
        OR standing = 'sending' AND updated_at_ms < ${nowMs} - ${longSendMs}
      ORDER BY reference LIMIT $4`,
    values: [scope.namespace, scope.queue, query.batchId, query.mostProblems],
    writes: false,
  };
}

/** A payout that a worker has had for so long was lost with it, or its job is dead. */
const longSendMs = 600_000;

/**
 * A batch beside the store's records, which know of payments and reviews that no worker of the queue has seen. Where
 * the namespace was used with several accounts it can't be told whose record counts, and the workers' word is taken.
 */
function told(tables: QueueTables): string {
  const { queued, records } = tables;
  return `
    WITH RECURSIVE ${modesOf(tables)},
    own AS (
      SELECT CASE WHEN count(*) = 1 THEN min(mode) END AS mode FROM modes
      WHERE EXISTS (SELECT FROM ${records} AS used WHERE used.kind = 'payout' AND used.mode = modes.mode AND used.namespace = $1)
    ),
    told AS (
      SELECT waiting.reference, waiting.error, waiting.tries, waiting.updated_at_ms, CASE
        WHEN waiting.state = 'paid' THEN 'paid'
        WHEN waiting.error->>'reason' = 'reference_conflict' THEN waiting.state
        WHEN known.state = 'paid' THEN 'paid'
        WHEN known.state IN ('unknown', 'reconciling') THEN 'unknown'
        WHEN known.state = 'review' THEN 'review'
        WHEN known.state = 'failed' AND waiting.state = 'review' THEN 'failed'
        WHEN known.state = 'sending' AND waiting.state = 'waiting' THEN 'sending'
        ELSE waiting.state END AS standing
      FROM ${queued} AS waiting
      LEFT JOIN ${records} AS known ON known.kind = 'payout' AND known.mode = (SELECT mode FROM own)
        AND known.namespace = waiting.namespace AND known.reference = waiting.reference
      WHERE waiting.namespace = $1 AND waiting.queue = $2 AND waiting.batch_id = $3 AND waiting.${isInAnyState}
    )`;
}
