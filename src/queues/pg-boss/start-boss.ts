import { ResultAsync } from "neverthrow";
import { apiError } from "../../domain/api-error.ts";
import type { EngineFailure } from "../payouts/engine.ts";
import type { PgBossLike } from "./boss.ts";

/** Where pg-boss works. */
export interface StartBossOptions {
  /** Such as `postgres://user:password@host/database`. */
  readonly connectionString: string;
  /** The schema of its tables, `pgboss` by default. */
  readonly schema?: string | undefined;
  /** Connections at once, 4 by default. */
  readonly connections?: number | undefined;
}

/** A pg-boss that was started. */
export interface StartedBoss {
  readonly boss: PgBossLike;
  /** Ends it and its connections. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a pg-boss that outlives a database which goes away for a while, for programs that don't have one. Fails with
 * `API_ERROR` if pg-boss isn't installed or the database can't be reached.
 *
 * @example
 * const { boss, stop } = assertOk(await startBoss({ connectionString: process.env["DATABASE_URL"] ?? "" }));
 */
export function startBoss(options: StartBossOptions): ResultAsync<StartedBoss, EngineFailure> {
  return ResultAsync.fromThrowable(start, (cause) => {
    const why = cause instanceof Error && cause.message !== "" ? cause.message : String(cause);
    return apiError("store_unavailable", "not_created", `pg-boss couldn't be started: ${why}`, { cause });
  })(options);
}

async function start({ connectionString, schema = "pgboss", connections = 4 }: StartBossOptions): Promise<StartedBoss> {
  const { PgBoss } = await import("pg-boss");
  const boss = new PgBoss({ connectionString, schema, max: connections });
  // What it can't do now it tries again, and a worker's own calls say what is wrong.
  boss.on("error", () => {});
  await boss.start();
  return { boss, stop: () => boss.stop({ graceful: false }) };
}
