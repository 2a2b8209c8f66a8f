import { ItemReader, type ReadingEnd, type ReadItem } from "./item-reader.ts";

/** What a lane works on: an item and its place in the order of reading. */
export type LaneItem<T> = ReadItem<T>;

/** How reading the items ended. */
export type LanesEnd = ReadingEnd;

/**
 * Works through an iterable in so many lanes at once. An item is only read when a lane is free, so that memory
 * and the reader are bounded; reading ends when the signal is aborted, and what was read is still worked on.
 */
export async function inLanes<T>(
  items: Iterable<T> | AsyncIterable<T>,
  lanes: number,
  signal: AbortSignal,
  work: (item: LaneItem<T>) => Promise<void>,
): Promise<LanesEnd> {
  const reader = new ItemReader(items, signal);
  let turn: Promise<unknown> = Promise.resolve();
  const readInTurn = (): Promise<LaneItem<T> | null> => {
    const next = turn.then(() => reader.next());
    turn = next;
    return next;
  };
  const lane = async (): Promise<void> => {
    while (!signal.aborted) {
      const item = await readInTurn();
      if (item === null) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, mostLanes) }, lane));
  return reader.close();
}

const mostLanes = 10_000;
