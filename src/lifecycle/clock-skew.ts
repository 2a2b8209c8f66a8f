import type { EventContent } from "../domain/events.ts";
import type { Clock } from "../ports/clock.ts";

/** How far the process's clock is from the others, as far as answers showed. */
export interface ClockSkew {
  /** Takes note of another clock's time in an answer, milliseconds since the epoch. */
  observe(source: "provider" | "store", timeMs: number | null): void;
  /** Whether the clocks are too far apart to judge a key's age. */
  readonly tooLarge: boolean;
  /** The provider's time now, by its last answer; `null` before the first. */
  providerMs(): number | null;
}

/** Watches the provider's and the store's clocks; while one is more than five minutes off, nothing is sent again. */
export function watchClockSkew(clock: Required<Clock>, emit: (event: EventContent) => void): ClockSkew {
  // Counted on from the answer by the clock that is never set: a process whose time of day is set sees it at once.
  const startsMs = new Map<string, number>();
  const told = new Set<string>();
  const timeOf = (source: string): number | null => {
    const startMs = startsMs.get(source);
    // Whole milliseconds, because times are kept as integers and the monotonic clock counts fractions.
    return startMs === undefined ? null : Math.floor(startMs + clock.monotonic());
  };
  const tooLarge = (timeMs: number | null): boolean => timeMs !== null && Math.abs(clock.now() - timeMs) > tolerableSkewMs;
  return {
    observe(source, timeMs) {
      if (timeMs === null) return;
      startsMs.set(source, timeMs - clock.monotonic());
      if (!tooLarge(timeMs)) told.delete(source);
      else if (!told.has(source)) {
        told.add(source);
        emit({ type: "clock.skewed", skewMs: clock.now() - timeMs });
      }
    },
    get tooLarge() {
      return tooLarge(timeOf("provider")) || tooLarge(timeOf("store"));
    },
    providerMs: () => timeOf("provider"),
  };
}

const tolerableSkewMs = 5 * 60_000;
