/**
 * How many requests may start, and when: never more than `perSecond` in any window of one second, and
 * never more than a tenth of that, and one, in a single burst. It is arithmetic alone; the caller brings
 * the time, in milliseconds on a clock that never goes back.
 */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #windowMs: number;
  // When the latest requests started, as a ring, so that a burst after a pause can't overfill a window.
  readonly #starts: Float64Array;
  #oldest = 0;
  #tokens: number;
  #filledAtMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = Math.floor(perSecond / 10) + 1;
    this.#starts = new Float64Array(ringLength(perSecond)).fill(-Infinity);
    this.#windowMs = this.#starts.length / this.#perMs;
    this.#tokens = this.#burst;
    this.#filledAtMs = nowMs;
  }

  /** How long until the next request may start, 0 for now, at this share (above 0, up to 1) of the rate. */
  waitMs(nowMs: number, share: number): number {
    if (this.#perMs === Infinity) return 0;
    this.#fill(nowMs, share);
    const missing = 1 - this.#tokens;
    const untilTokenMs = missing > rounding ? missing / (this.#perMs * share) : 0;
    const oldestMs = this.#starts[this.#oldest] ?? -Infinity;
    return Math.max(0, untilTokenMs, oldestMs + this.#windowMs - nowMs);
  }

  /** Counts a request that starts now. */
  take(nowMs: number): void {
    if (this.#perMs === Infinity) return;
    this.#tokens -= 1;
    this.#starts[this.#oldest] = nowMs;
    this.#oldest = (this.#oldest + 1) % this.#starts.length;
  }

  #fill(nowMs: number, share: number): void {
    const grown = this.#tokens + (nowMs - this.#filledAtMs) * this.#perMs * share;
    this.#tokens = Math.min(Math.max(1, this.#burst * share), grown);
    this.#filledAtMs = nowMs;
  }
}

function ringLength(perSecond: number): number {
  return perSecond === Infinity ? 0 : Math.min(Math.ceil(perSecond), largestRing);
}

const largestRing = 65_536;
const rounding = 1e-6;
