import pg from "pg";

/**
 * Rows a second that PostgreSQL alone takes: made by itself, for the same tables with the same indexes, in transactions
 * of the same size, two at once. It knows of no duplicates, and nothing is sent to it.
 */
export async function insertsPerSecond(connectionString: string, rows: number): Promise<number> {
  const clients = [new pg.Client({ connectionString }), new pg.Client({ connectionString })] as const;
  await Promise.all(clients.map((client) => client.connect()));
  const found = await clients[0].query<{ jobs: string }>("SELECT table_name AS jobs FROM pgboss.queue WHERE name = 'payoutkit'");
  const statements = [insertQueued, insertJobs.replace("JOBS", found.rows[0]?.jobs ?? "")];
  let next = 0;
  const insert = async (client: pg.Client): Promise<void> => {
    for (let from = next; from < rows; from = next) {
      next += chunkSize;
      await client.query("BEGIN");
      for (const statement of statements) await client.query(statement, [from, Math.min(from + chunkSize, rows) - 1]);
      await client.query("COMMIT");
    }
  };
  const startedMs = performance.now();
  await Promise.all(clients.map(insert));
  const seconds = (performance.now() - startedMs) / 1000;
  await Promise.all(clients.map((client) => client.end()));
  return rows / seconds;
}

const chunkSize = 4_000;

const reference = "'floor:member_' || lpad(i::text, 8, '0')";
const perJob = 20;
const job = `('01234567-89ab-7cde-8000-' || lpad(to_hex(i / ${perJob}), 12, '0'))::uuid`;

const insertQueued = `
  INSERT INTO payoutkit_queued (namespace, reference, queue, batch_id, state, request, job, tries, due_at_ms, updated_at_ms)
  SELECT 'default', ${reference}, 'payoutkit', 'floor', 'waiting', json_build_object('reference', ${reference},
    'recipientId', 'acct_' || i, 'amount', 1000 + i % 5000, 'currency', 'usd', 'description', null, 'metadata', '{}'::json),
    ${job}, 0, 1763800000000, 1763800000000 FROM generate_series($1::int, $2::int) AS i`;

const insertJobs = `
  INSERT INTO pgboss.JOBS (id, name, data, priority, start_after, created_on, expire_seconds, deletion_seconds, keep_until,
    retry_limit, retry_delay, retry_backoff, retry_delay_max, policy, heartbeat_seconds, blocked, blocking, pending_dependencies)
  SELECT ${job}, 'payoutkit', jsonb_build_object('subjects', jsonb_agg(${reference})), 0, now(), now(), 3600, 86400,
    now() + interval '3650 days', 1000, 1, true, 60, 'standard', 15, false, false, 0 FROM generate_series($1::int, $2::int) AS i GROUP BY i / ${perJob}`;
