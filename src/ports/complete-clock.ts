import { type Clock, systemClock } from "./clock.ts";
import { elapsedBy } from "./elapsed.ts";

/** Fills in what a clock may leave out; a sleep that rejects, as the one of `node:timers/promises`, just ends. */
export function completeClock(clock: Clock): Required<Clock> {
  const complete = completed.get(clock) ?? complement(clock);
  completed.set(clock, complete);
  return complete;
}

// One clock stays one clock, so that it shows who shares it.
const completed = new WeakMap<Clock, Required<Clock>>();

function complement(clock: Clock): Required<Clock> {
  const now = (): number => Math.floor(clock.now());
  const sleep: Sleep = (ms, signal) => clock.sleep(ms, signal).catch(() => undefined);
  const own = clock.monotonic?.bind(clock);
  const waits = own === undefined ? waitsOfTimeOfDay(now, sleep) : { monotonic: own, sleep, timer: sleep };
  return {
    now,
    ...waits,
    random: () => clock.random?.() ?? Math.random(),
    timer: (ms, signal) => clock.timer?.(ms, signal).catch(() => undefined) ?? waits.timer(ms, signal),
    turn: (lingerMs) => clock.turn?.(lingerMs) ?? systemClock.turn(lingerMs),
  };
}

type Sleep = Clock["sleep"];

/** What a clock that has only a time of day and a sleep is completed by, however the two pass their time. */
function waitsOfTimeOfDay(now: () => number, sleep: Sleep): Pick<Required<Clock>, "monotonic" | "sleep" | "timer"> {
  const monotonic = elapsedBy(now);
  return {
    monotonic,
    // A sleep that ends at once must leave the event loop its turn, or nothing else would ever happen.
    sleep: async (ms, signal) => {
      const endMs = monotonic() + ms;
      await sleep(ms, signal);
      await systemClock.turn(monotonic() < endMs && signal?.aborted !== true ? 1 : 0);
    },
    timer: (ms, signal) => watchUntil(monotonic, monotonic() + ms, signal),
  };
}

async function watchUntil(monotonic: () => number, endMs: number, signal: AbortSignal | undefined): Promise<void> {
  for (let leftMs = endMs - monotonic(); leftMs > 0; leftMs = endMs - monotonic()) {
    if (signal?.aborted === true) return;
    await systemClock.sleep(Math.min(leftMs, betweenLooksMs), signal);
  }
}

const betweenLooksMs = 20;
