import type { BatchCounts } from "../index.ts";

/** How many payouts of a batch have a result. */
export function settledOf({ paid, alreadyPaid, failed, unknown, notStarted }: BatchCounts): number {
  return paid + alreadyPaid + failed + unknown + notStarted;
}

/** How fast a batch goes, by its last ten seconds or so. `nowMs` is a clock that is never set. */
export class Pace {
  readonly #nowMs: () => number;
  readonly #marks: { readonly atMs: number; readonly settled: number }[];
  #settled = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#marks = [{ atMs: nowMs(), settled: 0 }];
  }

  /** Takes note of how many payouts have a result now. */
  update(settled: number): void {
    this.#settled = settled;
    const atMs = this.#nowMs();
    if (atMs - (this.#marks.at(-1)?.atMs ?? 0) < betweenMarksMs) return;
    this.#marks.push({ atMs, settled });
    if (this.#marks.length > mostMarks) this.#marks.shift();
  }

  /** Payouts a second; `null` in the first second, which says little. */
  perSecond(): number | null {
    const [oldest] = this.#marks;
    const passedMs = this.#nowMs() - (oldest?.atMs ?? 0);
    if (oldest === undefined || passedMs < betweenMarksMs) return null;
    return ((this.#settled - oldest.settled) / passedMs) * 1_000;
  }

  /** How long the rest will take at this rate, `null` where that can't be told. */
  leftMs(total: number | null): number | null {
    const rate = this.perSecond();
    if (total === null || rate === null || rate === 0) return null;
    return (Math.max(0, total - this.#settled) / rate) * 1_000;
  }
}

const betweenMarksMs = 1_000;
const mostMarks = 10;
