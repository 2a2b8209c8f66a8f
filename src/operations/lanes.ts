import { aborted, untilAborted } from "../pacing/until-aborted.ts";

/** What a lane works on: an item and its place in the order of reading. */
export interface LaneItem<T> {
  readonly index: number;
  readonly value: T;
}

/** How reading the items ended. */
export interface LanesEnd {
  /** Items read. */
  readonly read: number;
  /** What the iterable threw, if it did. */
  readonly thrown: { readonly cause: unknown } | null;
}

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
  const reader = new Reader(items, signal);
  const lane = async (): Promise<void> => {
    while (!signal.aborted) {
      const item = await reader.next();
      if (item === null) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, mostLanes) }, lane));
  await reader.close();
  return { read: reader.read, thrown: reader.thrown };
}

const mostLanes = 10_000;

/** Reads an iterable one item at a time, whoever asks. */
class Reader<T> {
  readonly #items: Iterable<T> | AsyncIterable<T>;
  readonly #signal: AbortSignal;
  #iterator: Iterator<T> | AsyncIterator<T> | null = null;
  read = 0;
  thrown: { readonly cause: unknown } | null = null;
  #over = false;
  #turn: Promise<LaneItem<T> | null> = Promise.resolve(null);

  constructor(items: Iterable<T> | AsyncIterable<T>, signal: AbortSignal) {
    this.#items = items;
    this.#signal = signal;
  }

  next(): Promise<LaneItem<T> | null> {
    this.#turn = this.#turn.then(() => this.#readOne());
    return this.#turn;
  }

  async #readOne(): Promise<LaneItem<T> | null> {
    if (this.#over || this.#signal.aborted) return null;
    try {
      this.#iterator ??= iteratorOf(this.#items);
      const asked = this.#iterator.next();
      // A source that is slow to give its next item mustn't hold back whoever has stopped waiting for it.
      const next = "then" in asked ? await untilAborted(asked, this.#signal) : asked;
      if (next === aborted) return null;
      if (next.done !== true) return { index: this.read++, value: next.value };
    } catch (cause) {
      this.thrown = { cause };
    }
    this.#over = true;
    return null;
  }

  /** Tells the iterable that nobody reads on; what it throws at that changes nothing. */
  async close(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    try {
      const returned = Promise.resolve(this.#iterator?.return?.());
      // A generator that is stuck in its next item never answers.
      await (this.#signal.aborted ? Promise.race([returned, Promise.resolve()]) : returned);
    } catch {
      return;
    }
  }
}

function iteratorOf<T>(items: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}
