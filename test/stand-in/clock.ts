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
