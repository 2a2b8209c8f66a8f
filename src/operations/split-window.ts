/** What is left of a window of time; times in milliseconds since the epoch. */
export interface WindowRest {
  /** Where it begins, `null` if it is open. */
  readonly fromMs: number | null;
  /** When the oldest transfer was made that was read of it. */
  readonly oldestMs: number;
  /** How much time the last page covered. */
  readonly pageMs: number;
  /** Windows begin and end at multiples of this. */
  readonly stepMs: number;
}

/**
 * Finds the edges at which to cut what is left of a window, newest first, at most so many; none if it isn't worth it,
 * such as beside what is left of the others.
 */
export type SplitWindow = (rest: WindowRest, most: number, others: readonly WindowRest[]) => readonly number[];

/**
 * Cuts all that is left into parts, unless another window has more than twice as much left: each part costs a page that
 * isn't full, so it should be a large part. With a beginning they are of one length; without one they grow by the same
 * factor back to 1970, because nobody knows how far the transfers reach.
 */
export function splitEvenly(rest: WindowRest, most: number, others: readonly WindowRest[]): readonly number[] {
  const { fromMs, pageMs } = rest;
  if (others.some((other) => pagesLeft(other) > 2 * pagesLeft(rest))) return [];
  const untilMs = lastEdge(rest);
  const step = (_: unknown, index: number): number => index + 1;
  if (fromMs === null) {
    const factor = (untilMs / pageMs) ** (1 / (most + 1));
    return factor > 1 ? distinctEdges(rest, Array.from({ length: most }, step).map((n) => untilMs - pageMs * factor ** n)) : [];
  }
  const pages = Math.floor((untilMs - fromMs) / pageMs);
  const parts = Math.min(most + 1, pages);
  if (parts < 2) return [];
  return distinctEdges(rest, Array.from({ length: parts - 1 }, step).map((n) => untilMs - (n * (untilMs - fromMs)) / parts));
}

/** Cuts off parts of a few pages each, newest first, and leaves the rest as it is: for reading in order. */
export function splitNearby(rest: WindowRest, most: number): readonly number[] {
  const untilMs = lastEdge(rest);
  const widthMs = rest.pageMs * pagesOfPart;
  const edges = Array.from({ length: most }, (_, index) => untilMs - (index + 1) * widthMs);
  return distinctEdges(rest, edges);
}

/** Whether what is left of a window is more than a part for reading in order, as far as its last page tells. */
export function isLong(rest: WindowRest): boolean {
  return pagesLeft(rest) > pagesOfPart;
}

/** How many pages are left, as far as the last one tells. */
function pagesLeft({ fromMs, oldestMs, pageMs }: WindowRest): number {
  return fromMs === null ? Infinity : (oldestMs - fromMs) / pageMs;
}

const pagesOfPart = 4;

function lastEdge({ oldestMs, stepMs }: WindowRest): number {
  return Math.floor(oldestMs / stepMs) * stepMs;
}

function distinctEdges({ fromMs, stepMs }: WindowRest, edges: readonly number[]): readonly number[] {
  const whole = edges.map((edgeMs) => Math.floor(edgeMs / stepMs) * stepMs);
  return [...new Set(whole)].filter((edgeMs) => fromMs === null || edgeMs > fromMs);
}
