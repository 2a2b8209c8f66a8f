import { err, errAsync, ok, okAsync, ResultAsync, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import { whenAborted } from "../domain/when-aborted.ts";
import type { Clock } from "../ports/clock.ts";
import type { RequestKind } from "../ports/rate-limiter.ts";
import { abortedInQueue } from "./aborted.ts";
import { AlarmClock } from "./alarm-clock.ts";
import { Limits, type LimitTerms } from "./limits.ts";
import type { LimitSaid, Pacer, Permit } from "./pacer.ts";
import { steadyTime } from "./steady-time.ts";
import { WaitingRoom } from "./waiting-room.ts";

/** How fast a {@link Turnstile} turns. */
export interface TurnstileOptions extends Omit<LimitTerms, "random"> {
  readonly clock: Required<Clock>;
}

type Entered = Result<Permit, PayoutError<"API_ERROR">>;

/**
 * A pacer that lets a request start once there is both a place on the wire and the rate's leave, so that
 * neither is held while waiting for the other. Within a kind it is first come, first served, but who is patient lets
 * others go first; where reads and writes compete for a place they take turns.
 */
export class Turnstile implements Pacer {
  readonly patient: Pacer;
  readonly #time: () => number;
  readonly #alarm: AlarmClock;
  readonly #limits: Limits;
  readonly #rooms: Readonly<Record<RequestKind, WaitingRoom<(permit: Permit) => void>>>;
  #lastKind: RequestKind = "write";

  constructor({ clock, ...terms }: TurnstileOptions) {
    this.#time = steadyTime(clock);
    this.#alarm = new AlarmClock(clock, () => this.#admit());
    this.#limits = new Limits({ ...terms, random: () => clock.random() });
    this.#rooms = { read: new WaitingRoom(), write: new WaitingRoom() };
    const enter: Pacer["enter"] = (kind, signal) => this.#enter(kind, signal, true);
    const patient: Pacer = { enter, soon: (kind) => this.soon(kind), get patient() { return patient; } };
    this.patient = patient;
  }

  enter(kind: RequestKind, signal?: AbortSignal): ResultAsync<Permit, PayoutError<"API_ERROR">> {
    return this.#enter(kind, signal, false);
  }

  soon(kind: RequestKind): number {
    return Math.max(2, Math.ceil(this.#limits.perSecond(kind) * soonSeconds));
  }

  #enter(kind: RequestKind, signal: AbortSignal | undefined, isPatient: boolean): ResultAsync<Permit, PayoutError<"API_ERROR">> {
    if (signal?.aborted === true) return errAsync(abortedInQueue());
    const nowMs = this.#time();
    if (this.#rooms[kind].first === null && this.#limits.hasPlace(kind) && this.#limits.waitMs(kind, nowMs) === 0) {
      return okAsync(this.#start(kind, nowMs));
    }
    return new ResultAsync(this.#queue(kind, signal, isPatient));
  }

  #queue(kind: RequestKind, signal: AbortSignal | undefined, isPatient: boolean): Promise<Entered> {
    return new Promise((resolve) => {
      const giveUp = (): void => {
        leaveRoom();
        resolve(err(abortedInQueue()));
        this.#admit();
      };
      const turn = (permit: Permit): void => {
        forget?.();
        resolve(ok(permit));
      };
      const leaveRoom = this.#rooms[kind].add(turn, isPatient);
      const forget = signal && whenAborted(signal, giveUp);
      this.#admit();
    });
  }

  #admit(): void {
    const nowMs = this.#time();
    for (;;) {
      const next = this.#nextInLine(nowMs);
      if (next === null) return this.#alarm.clear();
      if (next.waitMs > 0) return this.#alarm.set(nowMs, next.waitMs);
      const turn = this.#rooms[next.kind].shift();
      if (turn === null) return;
      turn(this.#start(next.kind, nowMs));
    }
  }

  #nextInLine(nowMs: number): { readonly kind: RequestKind; readonly waitMs: number } | null {
    const turns: readonly RequestKind[] = this.#lastKind === "read" ? ["write", "read"] : ["read", "write"];
    let next: { readonly kind: RequestKind; readonly waitMs: number } | null = null;
    for (const kind of turns) {
      if (this.#rooms[kind].first === null || !this.#limits.hasPlace(kind)) continue;
      const waitMs = this.#limits.waitMs(kind, nowMs);
      if (next === null || waitMs < next.waitMs) next = { kind, waitMs };
    }
    return next;
  }

  #start(kind: RequestKind, nowMs: number): Permit {
    const start = this.#limits.started(kind, nowMs);
    this.#lastKind = kind;
    let left = false;
    const leaveBy = (count: (atMs: number) => void): void => {
      if (left) return;
      left = true;
      count(this.#time());
      this.#admit();
    };
    return {
      leave: () => leaveBy((atMs) => this.#limits.accepted(start, atMs)),
      leaveLimited: (said: LimitSaid = {}) => leaveBy((atMs) => this.#limits.limited(start, atMs, said)),
    };
  }
}

/** Long enough that nobody runs out of work, and short beside the time for which a claim is good. */
const soonSeconds = 7;
