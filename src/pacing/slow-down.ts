/**
 * How far everybody is slowed down after a 429: half the rate at once and nothing at all for as long as
 * the provider said, then a gradual return. It is arithmetic alone; the caller brings the time, in
 * milliseconds on a clock that never goes back.
 */
export class SlowDown {
  readonly #random: () => number;
  #share = 1;
  #regainPerMs = 0;
  #halvedAtMs = -Infinity;
  #pausedUntilMs = -Infinity;

  /** `random` gives numbers from 0 to below 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** How long nothing may start, 0 for not at all. */
  pauseMs(nowMs: number): number {
    return Math.max(0, this.#pausedUntilMs - nowMs);
  }

  /** The share of the full rate that may be used now, above 0 and up to 1. */
  share(nowMs: number): number {
    if (this.#share === 1) return 1;
    const regained = Math.max(0, nowMs - this.#pausedUntilMs) * this.#regainPerMs;
    return Math.min(1, this.#share + regained);
  }

  /** A request that started at `startedAtMs` was answered 429. */
  limited(startedAtMs: number, nowMs: number, retryAfterMs: number | undefined): void {
    // Requests that were under way together tell of one overload, not of one each.
    if (startedAtMs >= this.#halvedAtMs) this.#halve(nowMs);
    const pauseMs = askedPauseMs(retryAfterMs) + this.#random() * jitterMs;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + pauseMs);
  }

  #halve(nowMs: number): void {
    this.#share = Math.max(smallestShare, this.share(nowMs) / 2);
    this.#regainPerMs = (regainPerSecond / 1000) * (0.5 + this.#random());
    this.#halvedAtMs = nowMs;
  }
}

function askedPauseMs(retryAfterMs: number | undefined): number {
  if (retryAfterMs === undefined || !(retryAfterMs > 0)) return 0;
  return Math.min(retryAfterMs, longestPauseMs);
}

const smallestShare = 1 / 64;
const regainPerSecond = 0.05;
const jitterMs = 250;
// A provider that really means longer answers 429 again.
const longestPauseMs = 300_000;
