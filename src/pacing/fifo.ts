/** A queue that gives up any of its entries as cheaply as its first one. */
export class Fifo<T> {
  #first: FifoEntry<T> | null = null;
  #last: FifoEntry<T> | null = null;

  /** The entry that has waited longest. */
  get first(): FifoEntry<T> | null {
    return this.#first;
  }

  /** Adds a value at the end; the entry is its receipt. */
  push(value: T): FifoEntry<T> {
    const entry: FifoEntry<T> = { value, previous: this.#last, next: null, queued: true };
    if (this.#last === null) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    return entry;
  }

  /** Takes an entry out, wherever it stands; nothing happens if it is out already. */
  remove(entry: FifoEntry<T>): void {
    if (!entry.queued) return;
    entry.queued = false;
    if (entry.previous === null) this.#first = entry.next;
    else entry.previous.next = entry.next;
    if (entry.next === null) this.#last = entry.previous;
    else entry.next.previous = entry.previous;
  }
}

/** A place in a {@link Fifo}; only the queue changes it. */
export interface FifoEntry<T> {
  readonly value: T;
  previous: FifoEntry<T> | null;
  next: FifoEntry<T> | null;
  queued: boolean;
}
