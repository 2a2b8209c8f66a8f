/** The stand-in's own time. It stamps objects and the `Date` header, prunes keys and fires delayed work. */
export interface StandInClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves time on and fires what has become due, in order. */
  advance(byMs: number): void;
  /** Sets the time, backwards too. Delayed work that has become due is fired. */
  set(nowMs: number): void;
}

/** How a clock starts. */
export interface ClockOptions {
  /** The time at the start, milliseconds since the epoch; the machine's own time by default. */
  readonly startMs?: number | undefined;
  /** Whether time stands still until it is moved; by default it runs on with the machine's. */
  readonly frozen?: boolean | undefined;
}

/** A clock that also does work later. */
export class WorkClock implements StandInClock {
  readonly #frozen: boolean;
  #offsetMs: number;
  #due: DueWork[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ClockOptions = {}) {
    this.#frozen = options.frozen ?? false;
    const startMs = options.startMs ?? Date.now();
    this.#offsetMs = startMs - this.#machineMs();
  }

  now(): number {
    return Math.floor(this.#machineMs() + this.#offsetMs);
  }

  advance(byMs: number): void {
    this.#offsetMs += byMs;
    this.#fire();
  }

  set(nowMs: number): void {
    this.#offsetMs = nowMs - this.#machineMs();
    this.#fire();
  }

  /** Does some work once so many milliseconds have passed on this clock. */
  later(afterMs: number, work: () => void): void {
    this.#due.push({ atMs: this.now() + afterMs, work });
    this.#due.sort((left, right) => left.atMs - right.atMs);
    this.#wait();
  }

  /** Resolves once so many milliseconds have passed on this clock. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.later(ms, resolve));
  }

  /** Drops what is still to be done. */
  stop(): void {
    this.#due = [];
    clearTimeout(this.#timer);
  }

  #machineMs(): number {
    return this.#frozen ? 0 : Date.now();
  }

  #fire(): void {
    for (let next = this.#due[0]; next !== undefined && next.atMs <= this.now(); next = this.#due[0]) {
      this.#due.shift();
      next.work();
    }
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const next = this.#due[0];
    if (this.#frozen || next === undefined) return;
    const longestMs = 2 ** 31 - 1;
    this.#timer = setTimeout(() => this.#fire(), Math.min(Math.max(next.atMs - this.now(), 0), longestMs));
  }
}

interface DueWork {
  readonly atMs: number;
  readonly work: () => void;
}
