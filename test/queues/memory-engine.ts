import { errAsync, okAsync } from "neverthrow";
import { apiError } from "../../src/domain/api-error.ts";
import type { EngineJob, LaneName, NewJob, QueueEngine } from "../../src/queues/payouts/engine.ts";

/** Another engine: jobs in the memory of one process, for which a page is enough. */
export function memoryEngine(place: string): QueueEngine {
  const waiting: Record<LaneName, Map<string, EngineJob>> = { payouts: new Map(), chores: new Map(), dead: new Map() };
  const taken: Record<LaneName, Map<string, EngineJob>> = { payouts: new Map(), chores: new Map(), dead: new Map() };
  const whys = new Map<string, string>();
  return {
    install: () => okAsync(undefined),
    place: () => okAsync(place),
    // It can't join a transaction: if that fails in the end, a worker finds that the payout isn't this job's.
    insert: (lane, jobs: readonly NewJob[]) => {
      for (const { id, subjects, why } of jobs) {
        waiting[lane].set(id, { id, subjects, retries: 0 });
        if (why !== null) whys.set(id, why);
      }
      return okAsync(undefined);
    },
    fetch: (lane, limit) => {
      const jobs = [...waiting[lane].values()].slice(0, limit);
      for (const job of jobs) {
        waiting[lane].delete(job.id);
        taken[lane].set(job.id, job);
      }
      return okAsync(jobs);
    },
    keep: () => okAsync(undefined),
    complete: (lane, jobs) => {
      for (const { id } of jobs) taken[lane].delete(id);
      return okAsync(undefined);
    },
    fail: (lane, jobs) => {
      for (const job of jobs) if (taken[lane].delete(job.id)) waiting[lane].set(job.id, { ...job, retries: job.retries + 1 });
      return okAsync(undefined);
    },
    findDropped: () => okAsync([]),
    findKept: (ids) => okAsync(new Set(ids.filter((id) => [waiting.payouts, taken.payouts, waiting.dead].some((jobs) => jobs.has(id))))),
    listDead: (limit) =>
      okAsync(
        [...waiting.dead.values()]
          .slice(0, limit)
          .flatMap(({ id, subjects }) => subjects.map((reference) => ({ reference, why: whys.get(id) ?? "", at: new Date(0) }))),
      ),
    schedule: (_, cron) =>
      cron === null ? okAsync(undefined) : errAsync(apiError("unavailable", "not_created", "this engine has no schedules")),
    refreshStatistics: () => okAsync(undefined),
  };
}
