import { dayMs, hourMs, minuteMs, promises, secondMs } from "./durations.ts";
import type { KnownLimit } from "./known-limits.ts";
import type { Random } from "./random.ts";

/** How hostile a world is. What isn't a time in milliseconds is a probability of one occasion. */
export interface Knobs {
  // On the way to the provider and back.
  readonly requestLost: number;
  readonly responseLost: number;
  readonly responseLate: number;
  readonly requestLate: number;
  readonly latestArrivalMs: number;
  readonly readFails: number;
  // At the provider, before it looks at the key.
  readonly unavailable: number;
  readonly rateLimited: number;
  readonly unauthorized: number;
  readonly forbidden: number;
  readonly badRequest: number;
  // At the provider, once it executes.
  readonly declined: number;
  readonly storedServerError: number;
  readonly longestExecutionMs: number;
  readonly latestRollForwardMs: number;
  readonly shortestKeyLifeMs: number;
  readonly lookupLagMs: number;
  readonly tellsTime: boolean;
  // What the provider tells of its own accord.
  readonly webhookLost: number;
  readonly webhookAgain: number;
  readonly webhookLate: number;
  // In the store.
  readonly storeUnavailable: number;
  readonly storeAnswerLost: number;
  readonly storeWriteLost: number;
  readonly storeLate: number;
  // In a process, at every await.
  readonly crash: number;
  readonly pause: number;
  readonly shortestPauseMs: number;
  readonly longestPauseMs: number;
  readonly freeze: number;
}

/** A world in which nothing goes wrong. */
export const calm: Knobs = {
  requestLost: 0,
  responseLost: 0,
  responseLate: 0,
  requestLate: 0,
  latestArrivalMs: 0,
  readFails: 0,
  unavailable: 0,
  rateLimited: 0,
  unauthorized: 0,
  forbidden: 0,
  badRequest: 0,
  declined: 0,
  storedServerError: 0,
  longestExecutionMs: secondMs,
  latestRollForwardMs: 0,
  shortestKeyLifeMs: dayMs,
  lookupLagMs: 0,
  tellsTime: true,
  webhookLost: 0,
  webhookAgain: 0,
  webhookLate: 0,
  storeUnavailable: 0,
  storeAnswerLost: 0,
  storeWriteLost: 0,
  storeLate: 0,
  crash: 0,
  pause: 0,
  shortestPauseMs: 0,
  longestPauseMs: 0,
  freeze: 0,
};

/** Draws a world's faults: most of them off, the others many times denser than in life. */
export function drawKnobs(random: Random, limit: KnownLimit | null): Knobs {
  const some = (most: number): number => (random.chance(0.35) ? random.next() * most : 0);
  return {
    requestLost: some(0.4),
    responseLost: some(0.5),
    responseLate: some(0.6),
    requestLate: limit === "lands_after_settle" ? 0.3 : some(0.4),
    latestArrivalMs: limit === "lands_after_settle" ? 30 * hourMs : promises.settleMs - 90 * secondMs,
    readFails: some(0.5),
    unavailable: some(0.3),
    rateLimited: some(0.4),
    unauthorized: some(0.1),
    forbidden: some(0.15),
    badRequest: some(0.25),
    declined: some(0.4),
    storedServerError: limit === "rolls_forward_after_quiet" ? 0.4 : some(0.5),
    longestExecutionMs: random.chance(0.3) ? 2 * minuteMs : secondMs,
    latestRollForwardMs: limit === "rolls_forward_after_quiet" ? 5 * dayMs : promises.quietMs - hourMs,
    shortestKeyLifeMs: limit === "keys_expire_early" ? hourMs : dayMs,
    lookupLagMs: limit === "lookups_lag" ? random.span(minuteMs, 30 * minuteMs) : 0,
    tellsTime: limit !== "clocks_apart_unseen",
    webhookLost: random.chance(0.4) ? 1 : some(0.6),
    webhookAgain: some(0.6),
    webhookLate: some(0.8),
    storeUnavailable: some(0.15),
    storeAnswerLost: some(0.15),
    storeWriteLost: some(0.15),
    storeLate: some(0.1),
    crash: some(0.06),
    pause: some(0.06),
    shortestPauseMs: secondMs,
    longestPauseMs: random.chance(0.5) ? 2 * hourMs : 30 * hourMs,
    freeze: limit === "machine_frozen" ? 0.05 : 0,
  };
}
