import type { Clock } from "../ports/clock.ts";

/** A clock that moves only when it is told to. */
export interface TestClock extends Required<Clock> {
  /** Moves the clock and wakes, in the order of their times, everybody whose time has come. */
  advance(ms: number): Promise<void>;
  /** Sets the time of day, back or forth, without a moment passing: nobody wakes. */
  set(nowMs: number): void;
  /** How many sleep now. */
  readonly sleepers: number;
}

/**
 * A clock for tests, in milliseconds; it starts at `startMs` (2026-01-01 in UTC by default). Its random
 * numbers are the same in every run.
 *
 * @example
 * const clock = testClock();
 * const slept = clock.sleep(1000);
 * await clock.advance(1000);
 * await slept;
 */
export function testClock(startMs: number = Date.UTC(2026, 0, 1)): TestClock {
  return new ManualClock(startMs);
}

interface Sleeper {
  readonly wakesAtMs: number;
  readonly wake: () => void;
}

class ManualClock implements TestClock {
  readonly #sleepers = new Set<Sleeper>();
  #elapsedMs = 0;
  #offsetMs: number;
  #seed = 1;

  constructor(startMs: number) {
    this.#offsetMs = startMs;
  }

  get sleepers(): number {
    return this.#sleepers.size;
  }

  now(): number {
    return this.#offsetMs + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  /** A linear congruential generator with the constants of Numerical Recipes. */
  random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }

  set(nowMs: number): void {
    this.#offsetMs = nowMs - this.#elapsedMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper = { wakesAtMs: this.#elapsedMs + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }

  timer(ms: number, signal?: AbortSignal): Promise<void> {
    return this.sleep(ms, signal);
  }

  turn(): Promise<void> {
    return settle();
  }

  async advance(ms: number): Promise<void> {
    const targetMs = this.#elapsedMs + ms;
    // What is already under way may be about to fall asleep.
    await settle();
    for (let next = this.#nextSleeper(targetMs); next !== null; next = this.#nextSleeper(targetMs)) {
      this.#elapsedMs = next.wakesAtMs;
      next.wake();
      await settle();
    }
    this.#elapsedMs = targetMs;
  }

  #nextSleeper(untilMs: number): Sleeper | null {
    let next: Sleeper | null = null;
    for (const sleeper of this.#sleepers) {
      if (sleeper.wakesAtMs <= untilMs && (next === null || sleeper.wakesAtMs < next.wakesAtMs)) next = sleeper;
    }
    return next;
  }
}

/** Lets promises that are ready run on: a macrotask comes after every chain of them. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
