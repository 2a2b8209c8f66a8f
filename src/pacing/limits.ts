import type { RateLimit } from "../domain/rate-limit.ts";
import type { RequestKind } from "../ports/rate-limiter.ts";
import { LearnedPlaces } from "./learned-places.ts";
import { LearnedRate } from "./learned-rate.ts";
import type { LimitSaid } from "./pacer.ts";

/** What the limits are made of. */
export interface LimitTerms {
  /** Requests on the wire at once. */
  readonly concurrency: number;
  /** Requests a second of each kind to begin with; `Infinity` for no limit. */
  readonly perSecond: Readonly<Record<RequestKind, number>>;
  /** The most requests a second of each kind that are ever tried; by default no more than to begin with. */
  readonly highestPerSecond?: number | undefined;
  /** Numbers from 0 to below 1. */
  readonly random: () => number;
}

interface Limit {
  readonly rate: LearnedRate;
  readonly places: LearnedPlaces;
  running: number;
  pausedUntilMs: number;
}

/** One request that was let go. */
export interface Start {
  readonly kind: RequestKind;
  readonly atMs: number;
}

/** An account's limits as far as they are known: its rate and its places, for each kind of request and for all. */
export class Limits {
  readonly #random: () => number;
  readonly #kinds: Readonly<Record<RequestKind, Limit>>;
  readonly #all: Limit;

  constructor({ concurrency, perSecond, highestPerSecond = 0, random }: LimitTerms) {
    const usual = perSecond.read + perSecond.write;
    const make = (first: number): Limit => ({
      rate: new LearnedRate({ perSecond: first, usual, highest: Math.max(first, highestPerSecond), random }, 0),
      places: new LearnedPlaces(concurrency, random),
      running: 0,
      pausedUntilMs: -Infinity,
    });
    this.#random = random;
    this.#kinds = { read: make(perSecond.read), write: make(perSecond.write) };
    this.#all = make(Infinity);
  }

  /** Whether one more may be on the wire, as far as places go. */
  hasPlace(kind: RequestKind): boolean {
    return [this.#all, this.#kinds[kind]].every(({ running, places }) => running < places.places);
  }

  /** How long until one more of a kind may start, 0 for now. */
  waitMs(kind: RequestKind, nowMs: number): number {
    const all = this.#all;
    const own = this.#kinds[kind];
    return Math.max(all.pausedUntilMs - nowMs, own.pausedUntilMs - nowMs, all.rate.waitMs(nowMs), own.rate.waitMs(nowMs), 0);
  }

  /** Requests a second of a kind that may start now. */
  perSecond(kind: RequestKind): number {
    return Math.min(this.#kinds[kind].rate.perSecond, this.#all.rate.perSecond);
  }

  started(kind: RequestKind, atMs: number): Start {
    for (const limit of [this.#all, this.#kinds[kind]]) {
      limit.running += 1;
      limit.rate.started(atMs);
    }
    return { kind, atMs };
  }

  accepted({ kind }: Start, nowMs: number): void {
    for (const limit of [this.#all, this.#kinds[kind]]) {
      limit.running -= 1;
      limit.rate.accepted(nowMs);
      limit.places.accepted();
    }
  }

  /** A request was answered 429. What it says of one object alone slows nobody else down. */
  limited(start: Start, nowMs: number, { limit = "rate", retryAfterMs }: LimitSaid): void {
    const whose = limit === "endpoint_rate" || limit === "endpoint_concurrency" ? this.#kinds[start.kind] : this.#all;
    const lowered = limit !== "object" && lower(whose, limit, start, nowMs);
    for (const entered of [this.#all, this.#kinds[start.kind]]) entered.running -= 1;
    if (limit === "object") return;
    // Who was slowed down together doesn't come back in step.
    if (lowered) pause(whose, nowMs + shortestPauseMs + this.#random() * jitterMs);
    if (retryAfterMs !== undefined && retryAfterMs > 0) {
      pause(whose, nowMs + Math.min(retryAfterMs, longestPauseMs) + this.#random() * jitterMs);
    }
  }
}

/** Whether what is known of a limit had to be lowered. */
function lower({ rate, places, running }: Limit, by: RateLimit, { atMs }: Start, nowMs: number): boolean {
  const isRate = by === "rate" || by === "endpoint_rate";
  return isRate ? rate.limited(atMs, nowMs) : places.limited(atMs, nowMs, running);
}

function pause(limit: Limit, untilMs: number): void {
  limit.pausedUntilMs = Math.max(limit.pausedUntilMs, untilMs);
}

const shortestPauseMs = 150;
const jitterMs = 250;
// A provider that really means longer answers 429 again.
const longestPauseMs = 300_000;
