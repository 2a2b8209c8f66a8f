import { type Result, ResultAsync } from "neverthrow";
import type { StoreFailure } from "../../ports/payout-store.ts";
import { isLocked } from "./sqlite-failure.ts";

const pauseMs = 20;

/**
 * Repeats work that found the file locked, until it succeeds or the time is over. SQLite itself waits for
 * much less, because the whole process stands still while it does.
 */
export function whileLocked<T>(
  timeoutMs: number,
  work: () => ResultAsync<T, StoreFailure>,
): ResultAsync<T, StoreFailure> {
  return new ResultAsync(repeat(timeoutMs, work));
}

async function repeat<T>(
  timeoutMs: number,
  work: () => ResultAsync<T, StoreFailure>,
): Promise<Result<T, StoreFailure>> {
  const giveUpAtMs = performance.now() + timeoutMs;
  for (;;) {
    const result = await work();
    if (result.isOk() || !mayRepeat(result.error) || performance.now() >= giveUpAtMs) return result;
    await new Promise((resolve) => {
      setTimeout(resolve, pauseMs);
    });
  }
}

function mayRepeat(failure: StoreFailure): boolean {
  return failure.outcome === "not_created" && isLocked(failure.cause);
}
