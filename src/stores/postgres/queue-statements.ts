import type {
  CancelQuery,
  JobOf,
  NewPayout,
  OpenQuery,
  PutBackPayout,
  QueueScope,
  SettledPayout,
} from "../../ports/queue-ledger.ts";
import type { PostgresStatement } from "./postgres-database.ts";
import { nowMs } from "./postgres-statements.ts";
import { isOpen, modesOf, type QueueTables } from "./queue-tables.ts";

/**
 * Adds payouts in the order of the key. Gives one row: the references of those that were, as JSON, `null` if that is all
 * of them, as it mostly is.
 */
export function addStatement(
  { queued }: QueueTables,
  { queue, namespace }: QueueScope,
  batchId: string,
  payouts: readonly NewPayout[],
): PostgresStatement {
  return {
    text: `
      WITH added AS (
        INSERT INTO ${queued} AS old (namespace, reference, queue, batch_id, state, request, job, tries, due_at_ms, updated_at_ms)
        SELECT $4, input.reference, $5, $6, 'waiting', input.request, input.job, 0, clock.now_ms, clock.now_ms
        FROM unnest(${lines("$1")}, ${lines("$2")}::json[], ${lines("$3")}::uuid[]) AS input(reference, request, job), ${clock}
        ORDER BY input.reference
        ON CONFLICT (namespace, reference) DO UPDATE SET
          queue = excluded.queue, batch_id = excluded.batch_id, state = 'waiting', request = excluded.request,
          job = excluded.job, tries = 0, due_at_ms = excluded.due_at_ms, updated_at_ms = excluded.updated_at_ms,
          transfer_id = NULL, error = NULL
        WHERE old.state IN ('failed', 'canceled', 'review')
        RETURNING reference
      )
      SELECT CASE WHEN count(*) < $7::bigint THEN coalesce(json_agg(reference), '[]'::json)::text END AS added FROM added`,
    values: [
      toLines(payouts, ({ payout }) => payout.reference),
      toLines(payouts, ({ payout }) => JSON.stringify(payout)),
      toLines(payouts, ({ job }) => job),
      namespace,
      queue,
      batchId,
      payouts.length,
    ],
    writes: true,
  };
}

/** Reads the requests of references. */
export function requestsStatement(
  { queued }: QueueTables,
  { namespace }: QueueScope,
  references: readonly string[],
): PostgresStatement {
  return {
    text: `SELECT reference, request::text AS request FROM ${queued} WHERE namespace = $1 AND reference = ANY($2::text[])`,
    values: [namespace, references],
    writes: false,
  };
}

/** Marks payouts as taken up, if they are still open and belong to the job. */
export function claimStatement({ queued }: QueueTables, { namespace }: QueueScope, jobs: readonly JobOf[]): PostgresStatement {
  return {
    text: `
      UPDATE ${queued} AS current SET state = 'sending', updated_at_ms = clock.now_ms
      FROM json_to_recordset($1::json) AS input(reference ${text}, job uuid), ${clock}
      WHERE current.namespace = $2 AND current.reference = input.reference AND current.job = input.job AND current.${isOpen}
      RETURNING current.reference, current.job, current.request::text AS request, current.tries`,
    values: [JSON.stringify(jobs), namespace],
    writes: true,
  };
}

/** Writes ends down. That a payout is paid is believed from anybody; anything else only from its own job. */
export function settleStatement(
  { queued }: QueueTables,
  { namespace }: QueueScope,
  ends: readonly SettledPayout[],
): PostgresStatement {
  return {
    text: `
      UPDATE ${queued} AS current SET
        state = input.state, transfer_id = input."transferId", error = input.error, updated_at_ms = clock.now_ms
      FROM json_to_recordset($1::json) AS input(reference ${text}, job uuid, state ${text}, "transferId" ${text}, error json), ${clock}
      WHERE current.namespace = $2 AND current.reference = input.reference
        AND (input.state = 'paid' OR current.job = input.job AND current.${isOpen})`,
    values: [JSON.stringify(ends), namespace],
    writes: true,
  };
}

/** Gives open payouts to other jobs. */
export function putBackStatement(
  { queued }: QueueTables,
  { namespace }: QueueScope,
  payouts: readonly PutBackPayout[],
): PostgresStatement {
  return {
    text: `
      UPDATE ${queued} AS current SET
        job = input."to", state = coalesce(input.state, current.state), error = coalesce(input.error, current.error),
        tries = current.tries + CASE WHEN input.state IS NULL THEN 0 ELSE 1 END,
        due_at_ms = clock.now_ms + input."delayMs", updated_at_ms = clock.now_ms
      FROM json_to_recordset($1::json) AS input(
        reference ${text}, "from" uuid, "to" uuid, state ${text}, "delayMs" bigint, error json
      ), ${clock}
      WHERE current.namespace = $2 AND current.reference = input.reference
        AND (input."from" IS NULL OR current.job = input."from") AND current.${isOpen}
      RETURNING current.reference`,
    values: [JSON.stringify(payouts), namespace],
    writes: true,
  };
}

/**
 * Calls off what waits, so many at most. A payout that a worker is taking up is waited for and left, and so is one of
 * which the store's records say that somebody else may have sent it.
 */
export function cancelStatement(
  tables: QueueTables,
  { queue, namespace }: QueueScope,
  { batchId, references }: CancelQuery,
  limit: number,
): PostgresStatement {
  const { queued, records } = tables;
  const record = `SELECT FROM modes JOIN ${records} AS known ON known.kind = 'payout' AND known.mode = modes.mode
    AND known.namespace = waiting.namespace AND known.reference = waiting.reference`;
  return {
    text: `
      WITH RECURSIVE ${modesOf(tables)},
      chosen AS (
        SELECT reference, EXISTS (${record}) AS known FROM ${queued} AS waiting
        WHERE namespace = $1 AND queue = $2 AND batch_id = $3 AND state = 'waiting'
          AND ($4::text[] IS NULL OR reference = ANY($4::text[]))
          AND NOT EXISTS (${record} AND known.state NOT IN ('ready', 'failed', 'canceled'))
        ORDER BY reference LIMIT $5 FOR UPDATE OF waiting
      )
      UPDATE ${queued} AS current SET state = 'canceled', updated_at_ms = clock.now_ms
      FROM chosen, ${clock}
      WHERE current.namespace = $1 AND current.reference = chosen.reference AND current.state = 'waiting'
      RETURNING current.reference, chosen.known`,
    values: [namespace, queue, batchId, references, limit],
    writes: true,
  };
}

/** Reads a page of open payouts, in the order of the index. */
export function openStatement(
  { queued }: QueueTables,
  { queue, namespace }: QueueScope,
  { state, after, limit }: OpenQuery,
): PostgresStatement {
  return {
    text: `
      SELECT batch_id, reference, job, greatest(0, due_at_ms - ${nowMs}) AS due_in_ms FROM ${queued}
      WHERE namespace = $1 AND queue = $2 AND state = $3 AND (batch_id, reference) > ($4, $5)
      ORDER BY batch_id, reference LIMIT $6`,
    values: [namespace, queue, state, after?.batchId ?? "", after?.reference ?? "", limit],
    writes: false,
  };
}

// No reference has a line break, nor has JSON, so a column of many rows travels as lines; PostgreSQL reads a list of
// objects, or an array, at twice the cost.
function toLines(payouts: readonly NewPayout[], toLine: (payout: NewPayout) => string): string {
  return payouts.map(toLine).join("\n");
}

function lines(parameter: string): string {
  return `string_to_array(${parameter}::text, E'\\n')`;
}

const text = 'text COLLATE "C"';
const clock = `(SELECT ${nowMs} AS now_ms) AS clock`;
