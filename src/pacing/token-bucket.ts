/**
 * How many requests may start, and when: never more than `perSecond` in any window of one second, and
 * never more than a tenth of that, and one, in a single burst. The rate may change at any time. It is arithmetic
 * alone; the caller brings the time, in milliseconds on a clock that never goes back.
 */
export class TokenBucket {
  #perSecond: number;
  // When the latest requests started, as a ring, so that a burst after a pause can't overfill a window.
  #starts: Float64Array;
  #next = 0;
  #tokens: number;
  #filledAtMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#starts = new Float64Array(windowSize(perSecond)).fill(-Infinity);
    this.#tokens = burst(perSecond);
    this.#filledAtMs = nowMs;
  }

  /** Requests a second that may start now; `Infinity` for no limit. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** Changes the rate; what has started counts under the new one. */
  change(perSecond: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#perSecond = perSecond;
    this.#tokens = Math.min(this.#tokens, burst(perSecond));
    this.#makeRoom(windowSize(perSecond));
  }

  /** How long until the next request may start, 0 for now. */
  waitMs(nowMs: number): number {
    if (this.#perSecond === Infinity) return 0;
    this.#fill(nowMs);
    const perMs = this.#perSecond / 1000;
    const missing = 1 - this.#tokens;
    const untilTokenMs = missing > rounding ? missing / perMs : 0;
    const size = windowSize(this.#perSecond);
    const length = this.#starts.length;
    const oldestMs = this.#starts[(this.#next - size + length) % length] ?? -Infinity;
    return Math.max(0, untilTokenMs, oldestMs + size / perMs - nowMs);
  }

  /** Counts a request that starts now. */
  take(nowMs: number): void {
    if (this.#perSecond !== Infinity) this.#tokens -= 1;
    this.#starts[this.#next] = nowMs;
    this.#next = (this.#next + 1) % this.#starts.length;
  }

  #fill(nowMs: number): void {
    if (this.#perSecond !== Infinity) {
      const grown = this.#tokens + ((nowMs - this.#filledAtMs) * this.#perSecond) / 1000;
      this.#tokens = Math.min(burst(this.#perSecond), grown);
    }
    this.#filledAtMs = nowMs;
  }

  #makeRoom(size: number): void {
    const { length } = this.#starts;
    if (size <= length) return;
    const starts = new Float64Array(size).fill(-Infinity);
    for (let age = 1; age <= length; age += 1) {
      starts[(size - age) % size] = this.#starts[(this.#next - age + length) % length] ?? -Infinity;
    }
    this.#starts = starts;
    this.#next = 0;
  }
}

/** Starts that are looked back on: those of a second, if that isn't too many. */
function windowSize(perSecond: number): number {
  return perSecond === Infinity ? 1 : Math.min(Math.ceil(perSecond), largestWindow);
}

function burst(perSecond: number): number {
  return perSecond === Infinity ? Infinity : Math.floor(perSecond / 10) + 1;
}

const largestWindow = 65_536;
const rounding = 1e-6;
