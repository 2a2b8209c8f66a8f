import type { Clock } from "../../../src/ports/clock.ts";
import type { Random } from "./random.ts";
import type { Appointment } from "./schedule.ts";
import type { Surroundings } from "./surroundings.ts";

/** One run of one process: its clock, its fate, and the only door through which the world reaches it. */
export class Machine {
  readonly name: string;
  readonly random: Random;
  /** What this release of the application puts into new requests. */
  readonly release: number;
  readonly clock: Required<Clock>;
  alive = true;
  /** Whether it is about to be shut down. */
  closing = false;
  #skewMs: number;
  readonly #around: Surroundings;
  readonly #bornAtMs: number;
  #frozenMs = 0;
  #paused: Appointment | null = null;
  readonly #deferred: (() => void)[] = [];

  constructor(around: Surroundings, name: string, { skewMs, release }: { skewMs: number; release: number }) {
    this.#around = around;
    this.name = name;
    this.random = around.random.fork();
    this.release = release;
    this.#skewMs = skewMs;
    this.#bornAtMs = around.schedule.nowMs;
    this.clock = {
      now: () => Math.floor(around.schedule.nowMs + this.#skewMs - this.#frozenMs),
      monotonic: () => around.schedule.nowMs - this.#bornAtMs - this.#frozenMs,
      random: () => this.random.next(),
      sleep: (ms, signal) => this.#sleep(ms, signal),
      timer: (ms, signal) => this.#sleep(ms, signal),
      turn: (lingerMs = 0) => new Promise((resolve) => void this.deliver(lingerMs, resolve)),
    };
  }

  /** Something reaches the process after so long, unless it is dead by then; each time fate may strike first. */
  deliver(delayMs: number, action: () => void): Appointment {
    return this.#around.schedule.after(delayMs, () => this.#receive(action));
  }

  /** Nothing of this process ever goes on: its memory is gone, and what it waited for never comes. */
  crash(): void {
    if (!this.alive) return;
    this.alive = false;
    this.#around.trace.note(this.name, "crashes");
    this.#around.onCrash(this);
  }

  pause(ms: number): void {
    this.#paused = this.#around.schedule.after(ms, () => this.resume());
    this.#around.trace.note(this.name, `is paused for ${Math.round(ms / 1000)} s`);
  }

  /** Goes on at once, however long it was to be paused: what reached it meanwhile is dealt with in order. */
  resume(): void {
    if (this.#paused === null) return;
    this.#paused.canceled = true;
    this.#paused = null;
    for (const action of this.#deferred.splice(0)) this.deliver(0, action);
  }

  setClock(skewMs: number): void {
    this.#skewMs = skewMs;
    this.#frozenMs = 0;
    this.#around.trace.note(this.name, `has its clock set, ${Math.round(skewMs / 1000)} s off`);
  }

  #receive(action: () => void): void {
    const { knobs } = this.#around;
    if (!this.alive) return;
    if (this.#paused !== null) return void this.#deferred.push(action);
    if (this.random.chance(knobs.crash)) return this.crash();
    if (this.random.chance(knobs.pause)) this.pause(this.random.span(knobs.shortestPauseMs, knobs.longestPauseMs));
    else if (this.random.chance(knobs.freeze)) this.#freeze(this.random.span(60_000, 40 * 3_600_000));
    else return action();
    this.#deferred.push(action);
  }

  #freeze(ms: number): void {
    this.pause(ms);
    this.#frozenMs += ms;
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        appointment.canceled = true;
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const appointment = this.deliver(ms, wake);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }
}
