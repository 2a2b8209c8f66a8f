import { okAsync, ResultAsync } from "neverthrow";
import { apiError } from "../../domain/api-error.ts";
import { isObject } from "../../domain/payout-request.ts";
import type { LedgerTransaction } from "../../ports/queue-ledger.ts";
import type { DeadJob, EngineFailure, EngineJob, LaneName, NewJob, QueueEngine } from "../payouts/engine.ts";
import type { JobAttempt, JobToInsert, PgBossLike, SqlRunner } from "./boss.ts";
import { deadJobs, droppedJobs, keptJobs, placeQuery, readJob, subjectsOf, tableOf } from "./job-table.ts";
import { type LaneNames, laneNames, laneSettings } from "./lane-settings.ts";

/** The engine's port over pg-boss. */
export class PgBossEngine implements QueueEngine {
  readonly #boss: PgBossLike;
  readonly #names: LaneNames;

  constructor(boss: PgBossLike, name: string) {
    this.#boss = boss;
    this.#names = laneNames(name);
  }

  install(): ResultAsync<void, EngineFailure> {
    return told(async () => {
      for (const lane of ["dead", "payouts", "chores"] as const) {
        const settings = laneSettings(lane);
        // A table of its own keeps the payouts' jobs out of the way of everybody else's.
        await this.#boss.createQueue(this.#names[lane], { ...settings, partition: lane === "payouts" });
        await this.#boss.updateQueue(this.#names[lane], settings);
      }
    });
  }

  place(): ResultAsync<string, EngineFailure> {
    return this.#rows(placeQuery, []).map(([row]) => String(row?.["place"]));
  }

  insert(lane: LaneName, jobs: readonly NewJob[], transaction: LedgerTransaction): ResultAsync<void, EngineFailure> {
    if (jobs.length === 0) return okAsync(undefined);
    const db: SqlRunner = {
      executeSql: async (text, values = []) => ({ rows: [...(await transaction.query(text, values)).rows] }),
    };
    return told(async () => void (await this.#boss.insert(this.#names[lane], jobs.map(toInsert), { db })));
  }

  fetch(lane: LaneName, limit: number): ResultAsync<EngineJob[], EngineFailure> {
    return told(async () => (await this.#boss.fetch(this.#names[lane], { batchSize: limit })).filter(isObject).map(readJob));
  }

  keep(lane: LaneName, jobs: readonly EngineJob[]): ResultAsync<void, EngineFailure> {
    return told(async () => void (await this.#boss.touch(this.#names[lane], jobs.map(toAttempt))));
  }

  complete(lane: LaneName, jobs: readonly EngineJob[]): ResultAsync<void, EngineFailure> {
    return told(async () => void (await this.#boss.complete(this.#names[lane], jobs.map(toAttempt))));
  }

  fail(lane: LaneName, jobs: readonly EngineJob[], why: string): ResultAsync<void, EngineFailure> {
    return told(async () => void (await this.#boss.fail(this.#names[lane], jobs.map(toAttempt), { why })));
  }

  findDropped(): ResultAsync<EngineJob[], EngineFailure> {
    return this.#table("payouts")
      .andThen((table) => this.#rows(droppedJobs(table), [this.#names.payouts]))
      .map((rows) => rows.map(readJob));
  }

  findKept(ids: readonly string[]): ResultAsync<ReadonlySet<string>, EngineFailure> {
    const find = (lane: LaneName): ResultAsync<string[], EngineFailure> =>
      this.#table(lane)
        .andThen((table) => this.#rows(keptJobs(table), [this.#names[lane], ids]))
        .map((rows) => rows.map((row) => String(row["id"])));
    return find("payouts").andThen((waiting) => find("dead").map((dead) => new Set([...waiting, ...dead])));
  }

  listDead(limit: number): ResultAsync<DeadJob[], EngineFailure> {
    return this.#table("dead")
      .andThen((table) => this.#rows(deadJobs(table), [this.#names.dead, limit]))
      .map((rows) =>
        rows.flatMap(({ data, why, at }) =>
          subjectsOf(data).map((reference) => ({ reference, why: String(why), at: new Date(Number(at)) })),
        ),
      );
  }

  schedule(chore: string, cron: string | null): ResultAsync<void, EngineFailure> {
    const { chores } = this.#names;
    return told(() =>
      cron === null
        ? this.#boss.unschedule(chores, chore)
        : this.#boss.schedule(chores, cron, { subjects: [chore] }, { key: chore }),
    );
  }

  refreshStatistics(): ResultAsync<void, EngineFailure> {
    return this.#table("payouts")
      .andThen((table) => this.#rows(`ANALYZE ${table}`, []))
      .map(() => undefined);
  }

  #table(lane: LaneName): ResultAsync<string, EngineFailure> {
    return told(() => tableOf(this.#boss, this.#names[lane]));
  }

  #rows(text: string, values: unknown[]): ResultAsync<Record<string, unknown>[], EngineFailure> {
    return told(async () => (await this.#boss.getDb().executeSql(text, values)).rows.filter(isObject));
  }
}

function told<T>(call: () => Promise<T>): ResultAsync<T, EngineFailure> {
  return ResultAsync.fromThrowable(call, (cause) => {
    const why = cause instanceof Error && cause.message !== "" ? cause.message : String(cause);
    return apiError("store_unavailable", "not_created", `pg-boss couldn't be used: ${why}`, { cause });
  })();
}

function toInsert({ id, subjects, delayMs, why }: NewJob): JobToInsert {
  const data = why === null ? { subjects } : { subjects, why };
  return delayMs > 0 ? { id, data, startAfter: delayMs / 1000 } : { id, data };
}

/** A job in its attempt: if another worker has it meanwhile, nothing happens to it. */
function toAttempt({ id, retries }: EngineJob): JobAttempt {
  return { id, retryCount: retries };
}
