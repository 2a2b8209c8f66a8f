import { okAsync, type ResultAsync } from "neverthrow";
import type { EngineFailure, EngineJob } from "./engine.ts";
import type { QueueParts } from "./parts.ts";
import { bury, payoutsOf } from "./put-back.ts";

/** Gives back the jobs that workers have dropped, because they died. */
export function reclaim(parts: QueueParts): ResultAsync<void, EngineFailure> {
  return parts.engine.findDropped().andThen((jobs) => giveBack(parts, jobs, "its worker died"));
}

/** Gives jobs back after a fault. One that came back too often ends, and what isn't over of its payouts is dead letters. */
export function giveBack(parts: QueueParts, jobs: readonly EngineJob[], why: string): ResultAsync<void, EngineFailure> {
  const spent = jobs.filter(({ retries }) => retries >= mostRetries);
  const rest = jobs.filter(({ retries }) => retries < mostRetries);
  const given = rest.length === 0 ? okAsync(undefined) : parts.engine.fail("payouts", rest, why);
  return given.andThen(() => (spent.length === 0 ? okAsync(undefined) : end(parts, spent, why)));
}

const mostRetries = 20;

function end(parts: QueueParts, jobs: readonly EngineJob[], why: string): ResultAsync<void, EngineFailure> {
  return bury(parts, payoutsOf(jobs), why).andThen(() => parts.engine.complete("payouts", jobs));
}
