/**
 * Calls back when a signal is aborted, unless what it returns is called before.
 *
 * A listener that was removed from a signal stays in memory until a whole collection, with all that it leads to, if
 * the signal lives long and has many. What is left here of one who waited leads nowhere.
 */
export function whenAborted(signal: AbortSignal, callback: () => void): () => void {
  const waiters = waitersOf.get(signal) ?? new Waiters(signal);
  waitersOf.set(signal, waiters);
  return waiters.add(callback);
}

/** Those who wait for one signal; it has a listener for as long as there are any. */
class Waiters {
  readonly #signal: AbortSignal;
  readonly #waiting = new Set<{ callback: (() => void) | null }>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  add(callback: () => void): () => void {
    const entry: { callback: (() => void) | null } = { callback };
    if (this.#waiting.size === 0) this.#signal.addEventListener("abort", this.#wake, { once: true });
    this.#waiting.add(entry);
    return () => {
      entry.callback = null;
      if (this.#waiting.delete(entry) && this.#waiting.size === 0) this.#signal.removeEventListener("abort", this.#wake);
    };
  }

  readonly #wake = (): void => {
    const woken = [...this.#waiting];
    this.#waiting.clear();
    for (const { callback } of woken) callback?.();
  };
}

const waitersOf = new WeakMap<AbortSignal, Waiters>();
