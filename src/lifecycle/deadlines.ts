import type { Clock } from "../ports/clock.ts";

/** Many deadlines on one timer: a batch sets one for each payout and rarely meets any. */
export class Deadlines {
  readonly #clock: Required<Clock>;
  readonly #callbacks = new Map<number, Set<() => void>>();
  #alarm: { readonly atMs: number; readonly cancel: AbortController } | null = null;

  constructor(clock: Required<Clock>) {
    this.#clock = clock;
  }

  /** Calls back after so many milliseconds, unless what it returns is called before. */
  after(durationMs: number, callback: () => void): () => void {
    const atMs = Math.ceil(this.#clock.monotonic() + durationMs);
    const callbacks = this.#callbacks.get(atMs) ?? new Set();
    this.#callbacks.set(atMs, callbacks.add(callback));
    if (this.#alarm === null || atMs < this.#alarm.atMs) this.#setAlarm(atMs);
    return () => {
      callbacks.delete(callback);
      if (callbacks.size === 0) this.#forget(atMs);
    };
  }

  /** The time of the clock at which so many milliseconds will have passed. */
  inMs(durationMs: number): number {
    return this.#clock.monotonic() + durationMs;
  }

  /** How long it is until then; 0 once it has passed. */
  leftMs(atMs: number): number {
    return Math.max(0, atMs - this.#clock.monotonic());
  }

  #forget(atMs: number): void {
    this.#callbacks.delete(atMs);
    // A timer that nobody needs would keep the process alive.
    if (this.#callbacks.size === 0) this.#stopAlarm();
  }

  #setAlarm(atMs: number): void {
    this.#stopAlarm();
    const alarm = { atMs, cancel: new AbortController() };
    this.#alarm = alarm;
    void this.#clock.timer(Math.max(0, atMs - this.#clock.monotonic()), alarm.cancel.signal).then(() => {
      if (this.#alarm === alarm) this.#ring();
    });
  }

  #stopAlarm(): void {
    this.#alarm?.cancel.abort("no deadline is left");
    this.#alarm = null;
  }

  #ring(): void {
    this.#alarm = null;
    const nowMs = this.#clock.monotonic();
    for (const [atMs, callbacks] of this.#callbacks) {
      if (atMs > nowMs) continue;
      this.#callbacks.delete(atMs);
      for (const callback of callbacks) callback();
    }
    const next = Math.min(...this.#callbacks.keys());
    if (this.#alarm === null && Number.isFinite(next)) this.#setAlarm(next);
  }
}
