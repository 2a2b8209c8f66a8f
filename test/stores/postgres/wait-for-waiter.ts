import type { Pool } from "pg";

/** Resolves once a connection of this name waits for a lock. */
export async function waitForWaiter(pool: Pool, application: string): Promise<void> {
  for (let waiting = 0; waiting === 0;) {
    const { rowCount } = await pool.query(
      "SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'",
      [application],
    );
    waiting = rowCount ?? 0;
  }
}
