import { okAsync, type ResultAsync } from "neverthrow";
import type { EngineFailure } from "./engine.ts";
import type { QueueParts } from "./parts.ts";
import { payoutsOf, putBack } from "./put-back.ts";

/** A payout whose job failed too often, always because of something around its workers. */
export interface DeadLetter {
  readonly reference: string;
  /** Why it failed last. */
  readonly why: string;
  readonly at: Date;
}

/** The first dead letters, oldest first. */
export function listDeadLetters({ engine }: QueueParts, limit: number): ResultAsync<DeadLetter[], EngineFailure> {
  return engine.listDead(limit).map((dead) => dead.map(({ reference, why, at }) => ({ reference, why, at })));
}

/** Gives the payouts of dead letters to new jobs; resolves to how many aren't over and wait again. */
export function redrive(parts: QueueParts, limit: number): ResultAsync<number, EngineFailure> {
  return parts.engine.fetch("dead", limit).andThen((jobs) => {
    if (jobs.length === 0) return okAsync(0);
    return putBack(parts, payoutsOf(jobs)).andThrough(() => parts.engine.complete("dead", jobs));
  });
}
