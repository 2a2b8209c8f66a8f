import { err, ok, type Result } from "neverthrow";
import { answerError, type Answer } from "./answer.ts";
import type { StandInClock } from "./clock.ts";

/** Limits, all off by default. Rates are per second of the stand-in's clock; a burst may use up a whole second. */
export interface RateLimits {
  readonly globalPerSecond?: number | undefined;
  readonly endpointPerSecond?: number | undefined;
  readonly globalConcurrency?: number | undefined;
  readonly endpointConcurrency?: number | undefined;
  /** Sent as `Retry-After` with every 429. */
  readonly retryAfterSeconds?: number | undefined;
}

/** Lets requests in, or says 429 and why. */
export class RateGate {
  readonly #clock: StandInClock;
  #limits: RateLimits = {};
  readonly #global = new Lane();
  readonly #endpoints = new Map<string, Lane>();

  constructor(clock: StandInClock) {
    this.#clock = clock;
  }

  /** Changes the limits; every rate starts with a full second. */
  set(limits: RateLimits): void {
    this.#limits = limits;
    for (const lane of [this.#global, ...this.#endpoints.values()]) lane.refill();
  }

  /** Lets one request in until `leave` is called. */
  enter(endpoint: string): Result<{ leave(): void }, Answer> {
    const lane = this.#lane(endpoint);
    const reason = this.#reason(lane);
    if (reason !== undefined) return err(answerLimited(reason, this.#limits.retryAfterSeconds));
    const lanes = [this.#global, lane];
    for (const entered of lanes) entered.enter();
    return ok({ leave: () => lanes.forEach((entered) => entered.leave()) });
  }

  #reason(lane: Lane): string | undefined {
    const { globalPerSecond, endpointPerSecond, globalConcurrency, endpointConcurrency } = this.#limits;
    const nowMs = this.#clock.now();
    if (!this.#global.hasToken(globalPerSecond, nowMs)) return "global-rate";
    if (!lane.hasToken(endpointPerSecond, nowMs)) return "endpoint-rate";
    if (this.#global.inFlight >= (globalConcurrency ?? Infinity)) return "global-concurrency";
    return lane.inFlight >= (endpointConcurrency ?? Infinity) ? "endpoint-concurrency" : undefined;
  }

  #lane(endpoint: string): Lane {
    const found = this.#endpoints.get(endpoint);
    if (found !== undefined) return found;
    const made = new Lane();
    this.#endpoints.set(endpoint, made);
    return made;
  }
}

/** 429 in Stripe's shape. */
export function answerLimited(reason: string, retryAfterSeconds?: number): Answer {
  const wait: Record<string, string> = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  const message = "Request rate limit exceeded. Learn more about rate limits: https://stripe.com/docs/rate-limits.";
  return answerError(429, { code: "rate_limit", message }, { "stripe-rate-limited-reason": reason, ...wait });
}

/** A bucket of tokens and a count of those inside. */
class Lane {
  inFlight = 0;
  #tokens: number | undefined;
  #filledMs = 0;

  /** Whether one more may start now. */
  hasToken(perSecond: number | undefined, nowMs: number): boolean {
    if (perSecond === undefined) return true;
    const passedMs = Math.max(nowMs - this.#filledMs, 0);
    this.#tokens = Math.min(perSecond, (this.#tokens ?? perSecond) + (passedMs * perSecond) / 1000);
    this.#filledMs = nowMs;
    // Fractions add up to a little less than a whole token.
    return this.#tokens > 1 - 1e-9;
  }

  enter(): void {
    this.inFlight += 1;
    if (this.#tokens !== undefined) this.#tokens -= 1;
  }

  leave(): void {
    this.inFlight -= 1;
  }

  refill(): void {
    this.#tokens = undefined;
  }
}
