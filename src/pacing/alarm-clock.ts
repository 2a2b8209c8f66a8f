import type { Clock } from "../ports/clock.ts";

/** One timer that wakes somebody up, moved forward when it is needed earlier. */
export class AlarmClock {
  readonly #clock: Required<Clock>;
  readonly #ring: () => void;
  #pending: { readonly atMs: number; readonly cancel: AbortController } | null = null;

  constructor(clock: Required<Clock>, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings after so many milliseconds at the latest; an earlier ring that is set already will do. */
  set(nowMs: number, waitMs: number): void {
    const sleepMs = Math.min(Math.max(1, Math.ceil(waitMs)), longestSleepMs);
    const atMs = nowMs + sleepMs;
    if (this.#pending !== null && this.#pending.atMs <= atMs) return;
    this.clear();
    const pending = { atMs, cancel: new AbortController() };
    this.#pending = pending;
    void this.#clock.sleep(sleepMs, pending.cancel.signal).then(() => this.#wake(pending));
  }

  /** Doesn't ring after all. */
  clear(): void {
    this.#pending?.cancel.abort();
    this.#pending = null;
  }

  #wake(pending: unknown): void {
    if (this.#pending !== pending) return;
    this.#pending = null;
    this.#ring();
  }
}

// A slowed rate grows while somebody sleeps, so nobody sleeps long on an old estimate.
const longestSleepMs = 1000;
