import type { EventContent } from "../domain/events.ts";
import type { Clock } from "../ports/clock.ts";
import type { ClockSkew } from "./context.ts";

const tolerableSkewMs = 5 * 60_000;

/** Watches the provider's and the store's clocks; while one is more than five minutes off, nothing is sent again. */
export function watchClockSkew(clock: Required<Clock>, emit: (event: EventContent) => void): ClockSkew {
  const skewed = new Set<string>();
  return {
    observe(source, timeMs) {
      if (timeMs === null) return;
      const skewMs = clock.now() - timeMs;
      if (Math.abs(skewMs) <= tolerableSkewMs) skewed.delete(source);
      else if (!skewed.has(source)) {
        skewed.add(source);
        emit({ type: "clock.skewed", skewMs });
      }
    },
    get tooLarge() {
      return skewed.size > 0;
    },
  };
}
