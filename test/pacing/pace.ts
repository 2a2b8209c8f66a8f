import type { Permit, Pacer } from "../../src/pacing/pacer.ts";
import type { RequestKind } from "../../src/ports/rate-limiter.ts";
import { assertOk } from "../../src/testing/assert.ts";
import type { TestClock } from "../../src/testing/test-clock.ts";

/** When each of so many requests starts, if each takes so many milliseconds. */
export function startTimes(
  pacer: Pacer,
  clock: TestClock,
  { count, kind = "write", takesMs = 0 }: { count: number; kind?: RequestKind; takesMs?: number },
): { readonly starts: number[]; readonly done: Promise<unknown> } {
  const starts: number[] = [];
  const request = async (): Promise<void> => {
    const permit = assertOk(await pacer.enter(kind));
    starts.push(clock.monotonic());
    if (takesMs > 0) await clock.sleep(takesMs);
    permit.leave();
  };
  return { starts, done: Promise.all(Array.from({ length: count }, request)) };
}

/** The largest number of starts in any window of so many milliseconds. */
export function mostInWindow(starts: readonly number[], windowMs: number): number {
  let first = 0;
  let most = 0;
  starts.forEach((start, index) => {
    while ((starts[first] ?? start) <= start - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

/** Enters and keeps the place. */
export async function enterNow(pacer: Pacer, kind: RequestKind = "write"): Promise<Permit> {
  return assertOk(await pacer.enter(kind));
}
