import { quoteName } from "./postgres-dialect.ts";

/** The table of the limits in a schema, quoted. */
export function limitsTable(schema: string): string {
  return `${quoteName(schema)}.payoutkit_limits`;
}

/** Creates the table; several processes may do so at once. */
export function createLimits(schema: string): readonly string[] {
  return [
    `CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`,
    `CREATE TABLE IF NOT EXISTS ${limitsTable(schema)} (
      name text NOT NULL, kind text NOT NULL, next_at timestamptz NOT NULL,
      share double precision NOT NULL, share_at timestamptz NOT NULL, PRIMARY KEY (name, kind))`,
  ];
}

/**
 * Takes the next so many places in the row of requests. Values: name, kind, how many, milliseconds between two at the
 * full rate. Gives the time of the first one and the time now, by the database's clock, and what lies between two now,
 * all in milliseconds.
 */
export function reserve(schema: string): string {
  return `
    WITH quick AS (${quickCommit})
    INSERT INTO ${limitsTable(schema)} AS old (name, kind, next_at, share, share_at)
    SELECT $1, $2, clock_timestamp() + $3::int * $4::float8 * ${millisecond}, 1, clock_timestamp() FROM quick WHERE setting IS NOT NULL
    ON CONFLICT (name, kind) DO UPDATE SET
      next_at = greatest(old.next_at, clock_timestamp() - ${grace}) + $3::int * ($4::float8 / ${shareNow}) * ${millisecond}
    RETURNING
      extract(epoch FROM next_at) * 1000 - $3::int * ($4::float8 / least(1, share + ${regained("")})) AS first_ms,
      extract(epoch FROM clock_timestamp()) * 1000 AS now_ms,
      $4::float8 / least(1, share + ${regained("")}) AS between_ms`;
}

/**
 * Lets nobody start for a while, and halves the rate if that was too high, once for all who tell of the same overload.
 * Values: name, kind, how long in milliseconds, whether the rate was too high.
 */
export function pushForward(schema: string): string {
  return `
    WITH quick AS (${quickCommit})
    UPDATE ${limitsTable(schema)} AS old SET
      next_at = greatest(old.next_at, clock_timestamp() + $3::float8 * ${millisecond}),
      share = CASE WHEN $4::boolean AND ${isNew} THEN greatest(${smallestShare}, ${shareNow} / 2) ELSE old.share END,
      share_at = CASE WHEN $4::boolean AND ${isNew} THEN clock_timestamp() ELSE old.share_at END
    FROM quick WHERE quick.setting IS NOT NULL AND name = $1 AND kind = $2`;
}

// A reservation that a crash of the database forgets is over before the database is back.
const quickCommit = "SELECT set_config('synchronous_commit', 'off', true) AS setting";

// Who comes a little late for the next place may still have it, or all that is late would be lost to the rate.
const grace = "interval '25 milliseconds'";
const millisecond = "interval '1 millisecond'";
const smallestShare = "0.015625";

/** A twentieth of the full rate comes back each second. */
function regained(table: string): string {
  return `0.05 * extract(epoch FROM clock_timestamp() - ${table}share_at)::float8`;
}

const shareNow = `least(1, old.share + ${regained("old.")})`;

/** Requests that were under way together tell of one overload, not of one each. */
const isNew = "(old.share = 1 OR old.share_at < clock_timestamp() - interval '1 second')";
