import { err, errAsync, ok, okAsync, ResultAsync, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { RequestKind } from "../ports/rate-limiter.ts";
import { abortedInQueue } from "./aborted.ts";
import { AlarmClock } from "./alarm-clock.ts";
import { Fifo } from "./fifo.ts";
import type { Pacer, Permit } from "./pacer.ts";
import { SlowDown } from "./slow-down.ts";
import { steadyTime } from "./steady-time.ts";
import { TokenBucket } from "./token-bucket.ts";

/** How fast a {@link Turnstile} turns. */
export interface TurnstileOptions {
  readonly clock: Required<Clock>;
  /** Requests on the wire at once. */
  readonly concurrency: number;
  /** Requests a second of each kind; `Infinity` for no limit. */
  readonly perSecond: Readonly<Record<RequestKind, number>>;
}

/**
 * A pacer that lets a request start once there is both a place on the wire and the rate's leave, so that
 * neither is held while waiting for the other. Within a kind it is first come, first served; where reads
 * and writes compete for a place they take turns.
 */
export class Turnstile implements Pacer {
  readonly #concurrency: number;
  readonly #time: () => number;
  readonly #alarm: AlarmClock;
  readonly #slowDown: SlowDown;
  readonly #lanes: Readonly<Record<RequestKind, Lane>>;
  #running = 0;
  #lastKind: RequestKind = "write";

  constructor({ clock, concurrency, perSecond }: TurnstileOptions) {
    this.#concurrency = concurrency;
    this.#time = steadyTime(clock);
    this.#alarm = new AlarmClock(clock, () => this.#admit());
    this.#slowDown = new SlowDown(() => clock.random());
    this.#lanes = {
      read: { waiting: new Fifo(), bucket: new TokenBucket(perSecond.read, 0) },
      write: { waiting: new Fifo(), bucket: new TokenBucket(perSecond.write, 0) },
    };
  }

  enter(kind: RequestKind, signal?: AbortSignal): ResultAsync<Permit, PayoutError<"API_ERROR">> {
    if (signal?.aborted === true) return errAsync(abortedInQueue());
    const nowMs = this.#time();
    if (this.#lanes[kind].waiting.first === null && this.#hasPlace() && this.#waitMs(kind, nowMs) === 0) {
      return okAsync(this.#start(kind, nowMs));
    }
    return new ResultAsync(this.#queue(kind, signal));
  }

  #queue(kind: RequestKind, signal: AbortSignal | undefined): Promise<Result<Permit, PayoutError<"API_ERROR">>> {
    return new Promise((resolve) => {
      const { waiting } = this.#lanes[kind];
      const giveUp = (): void => {
        waiting.remove(entry);
        resolve(err(abortedInQueue()));
        this.#admit();
      };
      const entry = waiting.push((permit) => {
        signal?.removeEventListener("abort", giveUp);
        resolve(ok(permit));
      });
      signal?.addEventListener("abort", giveUp, { once: true });
      this.#admit();
    });
  }

  #admit(): void {
    const nowMs = this.#time();
    while (this.#hasPlace()) {
      const next = this.#nextInLine(nowMs);
      if (next === null) return this.#alarm.clear();
      if (next.waitMs > 0) return this.#alarm.set(nowMs, next.waitMs);
      const { waiting } = this.#lanes[next.kind];
      const entry = waiting.first;
      if (entry === null) return;
      waiting.remove(entry);
      entry.value(this.#start(next.kind, nowMs));
    }
    this.#alarm.clear();
  }

  #nextInLine(nowMs: number): { readonly kind: RequestKind; readonly waitMs: number } | null {
    const turns: readonly RequestKind[] = this.#lastKind === "read" ? ["write", "read"] : ["read", "write"];
    let next: { readonly kind: RequestKind; readonly waitMs: number } | null = null;
    for (const kind of turns) {
      if (this.#lanes[kind].waiting.first === null) continue;
      const waitMs = this.#waitMs(kind, nowMs);
      if (next === null || waitMs < next.waitMs) next = { kind, waitMs };
    }
    return next;
  }

  #hasPlace(): boolean {
    return this.#running < this.#concurrency;
  }

  #waitMs(kind: RequestKind, nowMs: number): number {
    const untilTokenMs = this.#lanes[kind].bucket.waitMs(nowMs, this.#slowDown.share(nowMs));
    return Math.max(this.#slowDown.pauseMs(nowMs), untilTokenMs);
  }

  #start(kind: RequestKind, nowMs: number): Permit {
    this.#running += 1;
    this.#lastKind = kind;
    this.#lanes[kind].bucket.take(nowMs);
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      this.#running -= 1;
      this.#admit();
    };
    const leaveLimited = (retryAfterMs?: number): void => {
      if (left) return;
      this.#slowDown.limited(nowMs, this.#time(), retryAfterMs);
      leave();
    };
    return { leave, leaveLimited };
  }
}

interface Lane {
  readonly waiting: Fifo<(permit: Permit) => void>;
  readonly bucket: TokenBucket;
}
