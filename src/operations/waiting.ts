import { apiError } from "../domain/api-error.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { CallLimits } from "./call-limits.ts";

/** One caller's waiting, which its signal or its deadline ends. */
export class Waiting {
  readonly #limits: CallLimits;
  readonly #over = new AbortController();
  readonly #timer = new AbortController();
  #endedBy: "aborted" | "timeout" | null = null;

  constructor(clock: Required<Clock>, limits: CallLimits) {
    this.#limits = limits;
    const { signal, timeoutMs } = limits;
    if (signal?.aborted === true) this.#onAbort();
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    void this.#endAfter(clock, timeoutMs);
  }

  /** Aborted once the caller waits no longer. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Lets go of the caller's signal and of the timer. */
  close(): void {
    this.#limits.signal?.removeEventListener("abort", this.#onAbort);
    this.#timer.abort(over);
  }

  /** What the caller of a read is told when the waiting is over, after this last answer if there was one. */
  error(last: PayoutError | null): PayoutError<"API_ERROR"> {
    const answer = last === null ? "" : `; the last answer was: ${last.message}`;
    const details = last?.code === "API_ERROR" ? last.details : {};
    const cause = last ?? this.#limits.signal?.reason;
    return this.#endedBy === "timeout"
      ? apiError("timeout", "not_created", `gave up after ${this.#limits.timeoutMs} ms${answer}`, { details, cause })
      : apiError("aborted", "not_created", `the call was ended by its signal${answer}`, { details, cause });
  }

  readonly #onAbort = (): void => this.#end("aborted");

  #end(by: "aborted" | "timeout"): void {
    this.#endedBy ??= by;
    this.close();
    this.#over.abort(over);
  }

  async #endAfter(clock: Required<Clock>, timeoutMs: number): Promise<void> {
    const startedAtMs = clock.monotonic();
    const { signal } = this.#timer;
    for (let leftMs = timeoutMs; leftMs > 0; leftMs = startedAtMs + timeoutMs - clock.monotonic()) {
      await clock.timer(Math.min(leftMs, longestTimerMs), signal);
      if (signal.aborted) return;
    }
    this.#end("timeout");
  }
}

// A timer of the machine holds no more than 31 bits.
const longestTimerMs = 2 ** 31 - 1;

// Without a reason of its own, each abort would make an exception with a stack.
const over = "nobody waits any longer";
