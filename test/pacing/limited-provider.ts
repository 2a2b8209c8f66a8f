import type { Turnstile } from "../../src/pacing/turnstile.ts";
import type { RateLimit } from "../../src/domain/rate-limit.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { assertOk } from "../../src/testing/assert.ts";

/** A clock that runs as fast as everybody who sleeps by it allows. */
export class FastClock implements Required<Clock> {
  #nowMs = 0;
  #seed: number;
  readonly #sleepers = new Set<{ readonly atMs: number; readonly wake: () => void }>();

  constructor(seed = 1) {
    this.#seed = seed;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }

  timer(ms: number, signal?: AbortSignal): Promise<void> {
    return this.sleep(ms, signal);
  }

  turn(): Promise<void> {
    return new Promise((resolve) => void setImmediate(resolve));
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper = { atMs: this.#nowMs + Math.max(ms, 0), wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }

  /** Runs until something is done. */
  async run(work: Promise<unknown>): Promise<void> {
    let isOver = false;
    const done = work.finally(() => {
      isOver = true;
    });
    for (await this.turn(); !isOver; await this.turn()) {
      const first = [...this.#sleepers].reduce((left, right) => (right.atMs < left.atMs ? right : left));
      this.#nowMs = first.atMs;
      first.wake();
    }
    await done;
  }
}

/** How a provider limits its callers, measured by its own clock as a bucket of a second's requests. */
export interface ProviderLimit {
  readonly perSecond: (nowMs: number) => number;
  /** Requests at once; more are turned away. */
  readonly concurrency?: number;
  readonly reason?: RateLimit;
}

/** What came of many requests, all of which went through in the end. */
export interface Outcome {
  readonly wallMs: number;
  /** Answered 429. */
  readonly limited: number;
}

/** Sends so many requests through a pacer, a hundred at a time, each until it was let through. */
export async function sendAll(clock: FastClock, pacer: Turnstile, limit: ProviderLimit, count = 2000): Promise<Outcome> {
  const gate = new Gate(clock, limit);
  let left = count;
  let limited = 0;
  const sendOne = async (): Promise<void> => {
    for (let tries = 0; ; tries += 1) {
      const permit = assertOk(await pacer.enter("write"));
      await clock.sleep(25);
      const isIn = gate.enter();
      await clock.sleep(25);
      if (isIn) {
        gate.leave();
        return permit.leave();
      }
      limited += 1;
      permit.leaveLimited({ limit: limit.reason });
      await clock.sleep(Math.min(8000, 200 * 2 ** tries) * (0.5 + clock.random() / 2));
    }
  };
  const lane = async (): Promise<void> => {
    while (left-- > 0) await sendOne();
  };
  await clock.run(Promise.all(Array.from({ length: 100 }, lane)));
  return { wallMs: clock.now(), limited };
}

class Gate {
  readonly #clock: FastClock;
  readonly #limit: ProviderLimit;
  #perSecond: number;
  #tokens: number;
  #filledAtMs = 0;
  #running = 0;

  constructor(clock: FastClock, limit: ProviderLimit) {
    this.#clock = clock;
    this.#limit = limit;
    this.#perSecond = limit.perSecond(0);
    this.#tokens = this.#perSecond;
  }

  enter(): boolean {
    const nowMs = this.#clock.now();
    const perSecond = this.#limit.perSecond(nowMs);
    this.#tokens = Math.min(perSecond, this.#tokens + ((nowMs - this.#filledAtMs) * this.#perSecond) / 1000);
    this.#filledAtMs = nowMs;
    this.#perSecond = perSecond;
    if (this.#tokens < 1 - 1e-9 || this.#running >= (this.#limit.concurrency ?? Infinity)) return false;
    this.#tokens -= 1;
    this.#running += 1;
    return true;
  }

  leave(): void {
    this.#running -= 1;
  }
}
