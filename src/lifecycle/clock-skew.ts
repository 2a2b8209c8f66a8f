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
  const skewsMs = new Map<string, number>();
  const tooLarge = (skewMs: number | undefined): boolean => Math.abs(skewMs ?? 0) > tolerableSkewMs;
  return {
    observe(source, timeMs) {
      if (timeMs === null) return;
      const skewMs = clock.now() - timeMs;
      const before = skewsMs.get(source);
      skewsMs.set(source, skewMs);
      if (tooLarge(skewMs) && !tooLarge(before)) emit({ type: "clock.skewed", skewMs });
    },
    get tooLarge() {
      return tooLarge(skewsMs.get("provider")) || tooLarge(skewsMs.get("store"));
    },
    providerMs() {
      const skewMs = skewsMs.get("provider");
      return skewMs === undefined ? null : clock.now() - skewMs;
    },
  };
}

const tolerableSkewMs = 5 * 60_000;
