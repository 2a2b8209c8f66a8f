import type { Clock } from "../ports/clock.ts";

/** Milliseconds from now on, on a clock that never goes back even where the machine's own is set back. */
export function steadyTime(clock: Required<Clock>): () => number {
  let elapsedMs = 0;
  let lastMs = clock.monotonic();
  return () => {
    const nowMs = clock.monotonic();
    if (nowMs > lastMs) elapsedMs += nowMs - lastMs;
    lastMs = nowMs;
    return elapsedMs;
  };
}
