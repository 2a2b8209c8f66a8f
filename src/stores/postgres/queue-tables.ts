import { type ResultAsync, err, ok } from "neverthrow";
import type { StoreFailure } from "../../ports/payout-store.ts";
import { storeFailure } from "../sql/store-failure.ts";
import { type PostgresPool, runStatement } from "./postgres-database.ts";
import { quoteName, quoteText } from "./postgres-dialect.ts";

/** The tables of a queue, quoted. */
export interface QueueTables {
  readonly queued: string;
  readonly records: string;
}

/** The tables in a schema. */
export function queueTables(schema: string): QueueTables {
  const prefix = quoteName(schema);
  return { queued: `${prefix}.payoutkit_queued`, records: `${prefix}.payoutkit_records` };
}

/** The modes under which the store holds payouts, as the parts of a recursive query; there are few of them. */
export function modesOf({ records }: QueueTables): string {
  return `
    steps AS (
      (SELECT mode FROM ${records} WHERE kind = 'payout' ORDER BY mode LIMIT 1)
      UNION ALL
      SELECT (SELECT mode FROM ${records} WHERE kind = 'payout' AND mode > steps.mode ORDER BY mode LIMIT 1)
      FROM steps WHERE steps.mode IS NOT NULL
    ),
    modes AS (SELECT mode FROM steps WHERE mode IS NOT NULL)`;
}

/** Every state of a queued payout. */
export const queuedStates = ["waiting", "sending", "unknown", "paid", "failed", "canceled", "review"] as const;

/** True of the payouts that aren't over. */
export const isOpen = "state IN ('waiting', 'sending', 'unknown')";

/** True of all of them; said where a batch is read, because the index has the state before the batch. */
export const isInAnyState: string = `state IN (${queuedStates.map((state) => `'${state}'`).join(", ")})`;

/** Creates the table of queued payouts where it isn't there; the schema is. */
export function setUpQueue(pool: PostgresPool, schema: string): ResultAsync<void, StoreFailure> {
  return readVersion(pool, schema).andThen((found) => {
    if (found !== null) return checkVersion(found);
    return runStatement(pool, { text: createStatement(schema), writes: false })
      .andThen(() => readVersion(pool, schema))
      .andThen((created) => checkVersion(created ?? ""));
  });
}

/** The version is kept as the table's comment. */
function readVersion(pool: PostgresPool, schema: string): ResultAsync<string | null, StoreFailure> {
  const text = `
    SELECT coalesce(obj_description(found, 'pg_class'), '') AS version
    FROM (SELECT to_regclass($1::text)::oid AS found) AS tables WHERE found IS NOT NULL`;
  const values = [queueTables(schema).queued];
  return runStatement(pool, { text, values, writes: false }).map(([row]) =>
    row === undefined ? null : String(row["version"]),
  );
}

function checkVersion(found: string) {
  if (found === version) return ok(undefined);
  return err(
    storeFailure({
      message: `the table of queued payouts is "${found}", and this version of payoutkit knows "${version}"; upgrade payoutkit here`,
      retryable: false,
    }),
  );
}

const version = "payoutkit queue, version 1";

/** One block, hence one transaction: whoever comes second waits for the lock and finds nothing left to do. */
function createStatement(schema: string): string {
  const { queued } = queueTables(schema);
  const text = 'text COLLATE "C"';
  return `DO LANGUAGE plpgsql ${quoteText(`
    BEGIN
      PERFORM pg_advisory_xact_lock(${setUpLock});
      IF to_regclass(${quoteText(queued)}) IS NOT NULL THEN RETURN; END IF;
      CREATE TABLE ${queued} (
        namespace ${text} NOT NULL, reference ${text} NOT NULL, queue ${text} NOT NULL, batch_id ${text} NOT NULL,
        state ${text} NOT NULL, request json NOT NULL, job uuid NOT NULL, tries integer NOT NULL,
        due_at_ms bigint NOT NULL, updated_at_ms bigint NOT NULL, transfer_id ${text}, error json,
        PRIMARY KEY (namespace, reference)
      );
      CREATE INDEX payoutkit_queued_state ON ${queued} (namespace, queue, state, batch_id, reference);
      COMMENT ON TABLE ${queued} IS ${quoteText(version)};
    END`)}`;
}

/** The letters "payoutkq" as a number, so that no other use of advisory locks is likely to meet it. */
const setUpLock = "8097887124607757169";
