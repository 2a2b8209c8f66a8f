import { err, ok, type Result } from "neverthrow";
import { apiError } from "../../domain/api-error.ts";
import { type Chore, choreOf, choreTimes } from "./chores.ts";
import type { EngineFailure } from "./engine.ts";
import type { QueueParts } from "./parts.ts";

/** When chores are done: five fields of cron, UTC, or `false` for never. */
export type Schedules = { readonly [C in Chore]?: string | false | undefined };

/** Creates what is missing, brings settings up to date, and sets the schedules of what the sender can do. */
export async function install(parts: QueueParts, schedules: Schedules): Promise<Result<void, EngineFailure>> {
  const { engine, ledger } = parts;
  const installed = await ledger.install().andThen(() => engine.install());
  if (installed.isErr()) return err(installed.error);
  const places = await ledger.place().andThen((rows) => engine.place().map((jobs) => ({ rows, jobs })));
  if (places.isErr()) return err(places.error);
  if (places.value.rows !== places.value.jobs) return err(apart(places.value.rows, places.value.jobs));
  for (const chore of ["recover", "sweep", "reconcile", "syncHistory"] as const) {
    const wanted = schedules[chore] ?? choreTimes[chore];
    const cron = wanted === false || choreOf(parts, chore) === null ? null : wanted;
    const scheduled = await engine.schedule(chore, cron);
    if (scheduled.isErr()) return err(scheduled.error);
  }
  return ok(undefined);
}

/** A job and its payout are written in one transaction, which no two databases have. */
function apart(rows: string, jobs: string): EngineFailure {
  const message = `the jobs are in the database ${jobs}, and the store in ${rows}; both have to be in the same one`;
  return apiError("store_unavailable", "not_created", message, { retryable: false });
}
