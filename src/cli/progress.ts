import cliProgress from "cli-progress";
import type { BatchCounts } from "../index.ts";
import type { BatchProgress } from "./command-io.ts";
import { formatCount } from "./format-money.ts";

/** A bar that redraws itself, for a terminal. */
export function progressBar(stream: NodeJS.WriteStream): BatchProgress {
  const format = "{bar} {value}/{total} {detail}";
  const bar = new cliProgress.SingleBar({
    format,
    stream,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
  });
  return {
    start: (total) => bar.start(total ?? 0, 0, { detail: "" }),
    update: (counts) => {
      bar.setTotal(Math.max(bar.getTotal(), settled(counts)));
      bar.update(settled(counts), { detail: detail(counts) });
    },
    stop: () => bar.stop(),
  };
}

/** A line now and then, for logs. `nowMs` is a clock that is never set. */
export function progressLines(write: (line: string) => void, nowMs: () => number): BatchProgress {
  let expected = "";
  let lastMs = nowMs();
  return {
    start: (total) => {
      expected = total === null ? "" : ` of about ${formatCount(total)}`;
    },
    update: (counts) => {
      if (nowMs() - lastMs < betweenLinesMs) return;
      lastMs = nowMs();
      write(`${formatCount(settled(counts))}${expected}: ${detail(counts)}`);
    },
    stop: () => {},
  };
}

const betweenLinesMs = 5_000;

function settled({ paid, alreadyPaid, failed, unknown, notStarted }: BatchCounts): number {
  return paid + alreadyPaid + failed + unknown + notStarted;
}

function detail({ paid, alreadyPaid, failed, unknown }: BatchCounts): string {
  const parts = [`${formatCount(paid)} paid`];
  if (alreadyPaid > 0) parts.push(`${formatCount(alreadyPaid)} already paid`);
  if (failed > 0) parts.push(`${formatCount(failed)} failed`);
  if (unknown > 0) parts.push(`${formatCount(unknown)} unknown`);
  return parts.join(", ");
}
