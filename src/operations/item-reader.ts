import { describe, isObject } from "../domain/payout-request.ts";
import type { Clock } from "../ports/clock.ts";

/** An item and its place in the order of reading. */
export interface ReadItem<T> {
  readonly index: number;
  readonly value: T;
}

/** How reading the items ended. */
export interface ReadingEnd {
  /** Items read. */
  readonly read: number;
  /** What the iterable threw, if it did. */
  readonly thrown: { readonly cause: unknown } | null;
}

/** Reads an iterable, one item or a few at a time, until it ends, throws, or the signal is aborted. */
export class ItemReader<T> {
  readonly #items: Iterable<T> | AsyncIterable<T>;
  readonly #signal: AbortSignal;
  #iterator: Iterator<T> | AsyncIterator<T> | null = null;
  #read = 0;
  #thrown: ReadingEnd["thrown"] = null;
  #over = false;
  /** What is being read, by whoever asks first. */
  #next: Promise<ReadItem<T> | null> | null = null;
  #giveUp: () => void = () => undefined;

  constructor(items: Iterable<T> | AsyncIterable<T>, signal: AbortSignal) {
    this.#items = items;
    this.#signal = signal;
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** The next item, `null` at the end. One asks at a time. */
  next(): Promise<ReadItem<T> | null> {
    this.#next ??= this.#readOne();
    return this.#next.finally(() => {
      this.#next = null;
    });
  }

  /** At least one item, and as many more as come at once; none at the end. A slow source isn't waited for. */
  async page(limit: number, clock: Pick<Required<Clock>, "turn">): Promise<ReadItem<T>[]> {
    const page: ReadItem<T>[] = [];
    let turn: Promise<"late"> | null = null;
    while (page.length < limit) {
      const next = (this.#next ??= this.#readOne());
      if (page.length > 0) turn ??= clock.turn().then(() => "late" as const);
      const item = turn === null ? await next : await Promise.race([next, turn]);
      if (item === "late") break;
      this.#next = null;
      if (item === null) break;
      page.push(item);
    }
    // Rows that come without a wait would otherwise keep everything else in the process waiting.
    if (turn !== null) await turn;
    return page;
  }

  /** Tells the iterable that nobody reads on; what it throws at that changes nothing. */
  async close(): Promise<ReadingEnd> {
    this.#signal.removeEventListener("abort", this.#onAbort);
    if (!this.#over) await this.#return();
    return { read: this.#read, thrown: this.#thrown };
  }

  async #return(): Promise<void> {
    this.#over = true;
    try {
      const returned = Promise.resolve(this.#iterator?.return?.());
      // A generator that is stuck in its next item never answers.
      await (this.#signal.aborted ? Promise.race([returned, Promise.resolve()]) : returned);
    } catch {
      return;
    }
  }

  async #readOne(): Promise<ReadItem<T> | null> {
    if (this.#over || this.#signal.aborted) return null;
    try {
      this.#iterator ??= iteratorOf(this.#items);
      const read = await this.#untilAborted(this.#iterator.next());
      // A source that is slow to give its next item mustn't hold back whoever has stopped waiting for it.
      if (read === null) return null;
      const { done, value } = demandAnswer(read.answer);
      if (done !== true) return { index: this.#read++, value };
    } catch (cause) {
      this.#thrown = { cause };
    }
    this.#over = true;
    return null;
  }

  #untilAborted(next: IteratorResult<T> | Promise<IteratorResult<T>>): Promise<{ readonly answer: IteratorResult<T> } | null> {
    return new Promise((resolve, reject) => {
      this.#giveUp = () => resolve(null);
      Promise.resolve(next).then((answer) => resolve({ answer }), reject);
    });
  }

  readonly #onAbort = (): void => this.#giveUp();
}

function iteratorOf<T>(items: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}

/** As in a `for` loop: a source that answers nothing would else seem to have ended. */
function demandAnswer<T>(answer: IteratorResult<T>): IteratorResult<T> {
  if (isObject(answer)) return answer;
  throw new TypeError(`the iterator's next() gave ${describe(answer)} instead of an object with done and value`);
}
