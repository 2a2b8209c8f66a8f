import { isObject } from "../../domain/payout-request.ts";
import type { EngineJob } from "../payouts/engine.ts";
import type { PgBossLike } from "./boss.ts";

/** The table of a queue's jobs with its schema, quoted where it has to be, as pg-boss's own statements name it. */
export async function tableOf(boss: PgBossLike, name: string): Promise<string> {
  let text = "";
  const executeSql = (statement: string): Promise<{ rows: unknown[] }> => {
    text = statement;
    return Promise.resolve({ rows: [] });
  };
  await boss.findJobs(name, { id: "00000000-0000-7000-8000-000000000000", db: { executeSql } });
  const [, table] = /\bFROM\s+(\S+)/.exec(text) ?? [];
  if (table === undefined) throw new Error("this version of pg-boss doesn't name its table of jobs where it did");
  return table;
}

/** The jobs whose worker hasn't been heard of for longer than it may be silent. Values: the queue. */
export function droppedJobs(table: string): string {
  return `SELECT id, data, retry_count AS "retryCount" FROM ${table} WHERE name = $1 AND state = 'active'
    AND heartbeat_on + heartbeat_seconds * interval '1 second' < clock_timestamp()`;
}

/** Those jobs of a list that haven't ended, or are dead. Values: the queue, the ids. */
export function keptJobs(table: string): string {
  return `SELECT id FROM ${table} WHERE name = $1 AND id = ANY($2::uuid[]) AND state NOT IN ('completed', 'cancelled')`;
}

/** The dead letters that nobody has taken, oldest first. Values: the queue, how many. */
export function deadJobs(table: string): string {
  return `SELECT data, data->>'why' AS why, floor(extract(epoch FROM created_on) * 1000) AS at FROM ${table}
    WHERE name = $1 AND state IN ('created', 'retry') ORDER BY created_on, id LIMIT $2`;
}

/** Reads a job that was handed out or dropped. */
export function readJob(row: Readonly<Record<string, unknown>>): EngineJob {
  return { id: String(row["id"]), subjects: subjectsOf(row["data"]), retries: Number(row["retryCount"]) };
}

/** The references, or the chore, that a job carries. */
export function subjectsOf(data: unknown): string[] {
  const subjects = isObject(data) ? data["subjects"] : null;
  return Array.isArray(subjects) ? subjects.map(String) : [];
}

/** Names the database and its server, word for word as the ledger does. */
export const placeQuery =
  "SELECT current_database() || ' of the server that began at ' || extract(epoch FROM pg_postmaster_start_time()) AS place";
