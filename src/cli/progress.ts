import cliProgress from "cli-progress";
import type { BatchCounts } from "../index.ts";
import type { BatchProgress } from "./command-io.ts";
import { Pace, settledOf } from "./pace.ts";
import { progressBarText, progressLine } from "./progress-text.ts";

/** A bar that redraws itself, for a terminal. `nowMs` is a clock that is never set. */
export function progressBar(stream: NodeJS.WriteStream, nowMs: () => number): BatchProgress {
  let counts = noCounts;
  let total: number | null = null;
  let pace = new Pace(nowMs);
  const text = (): string => {
    const atLeast = total === null ? null : Math.max(total, settledOf(counts));
    // One place is left free, so that no terminal wraps the line.
    return progressBarText({ counts, total: atLeast, pace }, stream.columns - 1, stream.hasColors());
  };
  const bar = new cliProgress.SingleBar({ format: text, stream, hideCursor: true, clearOnComplete: true, fps: 8 });
  return {
    start: (expected) => {
      total = expected;
      pace = new Pace(nowMs);
      bar.start(expected ?? 0, 0);
    },
    update: (latest) => {
      counts = latest;
      pace.update(settledOf(latest));
      bar.update(settledOf(latest));
    },
    stop: () => bar.stop(),
  };
}

/** A line now and then, for logs. `nowMs` is a clock that is never set. */
export function progressLines(write: (line: string) => void, nowMs: () => number): BatchProgress {
  let total: number | null = null;
  let pace = new Pace(nowMs);
  let lastMs = nowMs();
  return {
    start: (expected) => {
      total = expected;
      pace = new Pace(nowMs);
    },
    update: (counts) => {
      pace.update(settledOf(counts));
      if (nowMs() - lastMs < betweenLinesMs) return;
      lastMs = nowMs();
      write(progressLine({ counts, total, pace }));
    },
    stop: () => {},
  };
}

const betweenLinesMs = 5_000;
const noCounts: BatchCounts = { total: 0, paid: 0, alreadyPaid: 0, failed: 0, unknown: 0, notStarted: 0 };
