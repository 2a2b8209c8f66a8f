/** Where the library takes its time and its randomness from; tests and simulations bring their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds, or early when the signal is aborted. It never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 to below 1, as `Math.random`, which is the default. */
  random?(): number;
  /**
   * Milliseconds on a clock that is never set, as `performance.now`. The default goes by `now` or by the machine's own,
   * whichever is faster.
   */
  monotonic?(): number;
  /**
   * As `sleep`, for deadlines, which are mostly called off. The default is `sleep` where there is `monotonic`, else
   * one that only watches the clock: a `sleep` that just moves `now` on would meet every deadline at once.
   */
  timer?(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Resolves once what the event loop has waiting was dealt with, or what comes within so many milliseconds of the
   * machine's own time. The default is its next turn, or its own timer.
   */
  turn?(lingerMs?: number): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Required<Clock> = {
  now: () => Date.now(),
  sleep: sleepByMachine,
  random: () => Math.random(),
  monotonic: () => performance.now(),
  timer: sleepByMachine,
  turn: (lingerMs = 0) =>
    new Promise((resolve) => {
      if (lingerMs > 0) setTimeout(resolve, lingerMs);
      else nextTurn(resolve);
    }),
};

// A timer of the machine holds no more than 31 bits.
const longestTimerMs = 2 ** 31 - 1;

const nextTurn: (callback: () => void) => unknown =
  typeof setImmediate === "function" ? setImmediate : (callback) => setTimeout(callback, 0);

function sleepByMachine(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, longestTimerMs));
    signal?.addEventListener("abort", done, { once: true });
  });
}
