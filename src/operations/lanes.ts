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
  const reader = new Reader(items);
  const lane = async (): Promise<void> => {
    while (!signal.aborted) {
      const item = await reader.next(signal);
      if (item === null) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await reader.close();
  return { read: reader.read, thrown: reader.thrown };
}

/** Reads an iterable one item at a time, whoever asks. */
class Reader<T> {
  readonly #iterator: Iterator<T> | AsyncIterator<T>;
  read = 0;
  thrown: { readonly cause: unknown } | null = null;
  #over = false;
  #turn: Promise<LaneItem<T> | null> = Promise.resolve(null);

  constructor(items: Iterable<T> | AsyncIterable<T>) {
    this.#iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  }

  next(signal: AbortSignal): Promise<LaneItem<T> | null> {
    this.#turn = this.#turn.then(() => this.#readOne(signal));
    return this.#turn;
  }

  async #readOne(signal: AbortSignal): Promise<LaneItem<T> | null> {
    if (this.#over || signal.aborted) return null;
    try {
      const { done, value } = await this.#iterator.next();
      if (done !== true) return { index: this.read++, value };
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
      await this.#iterator.return?.();
    } catch {
      return;
    }
  }
}
