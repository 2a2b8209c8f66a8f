/**
 * How many requests may be on the wire at once: as many as there are places, until a 429 says that this is too many,
 * then fewer by a fifth, and one more now and then. It is arithmetic alone; the caller brings the time, in
 * milliseconds on a clock that never goes back.
 */
export class LearnedPlaces {
  readonly #most: number;
  readonly #random: () => number;
  #places: number;
  #accepted = 0;
  #raiseAfter = 0;
  #loweredAtMs = -Infinity;

  /** `most` is what there are to begin with, and ever; `random` gives numbers from 0 to below 1. */
  constructor(most: number, random: () => number) {
    this.#most = most;
    this.#places = most;
    this.#random = random;
  }

  /** How many there are now, 1 or more. */
  get places(): number {
    return this.#places;
  }

  /** A request was let through. */
  accepted(): void {
    if (this.#places === this.#most || ++this.#accepted < this.#raiseAfter) return;
    this.#change(Math.min(this.#most, this.#places + 1));
  }

  /** A request that started at `startedAtMs` was turned away while so many were on the wire; true if that counts. */
  limited(startedAtMs: number, nowMs: number, running: number): boolean {
    // Requests that were under way together tell of one overload, not of one each.
    if (startedAtMs <= this.#loweredAtMs) return false;
    this.#loweredAtMs = nowMs;
    this.#change(Math.max(1, Math.floor(Math.min(running, this.#places) * 0.8)));
    return true;
  }

  #change(places: number): void {
    this.#places = places;
    this.#accepted = 0;
    this.#raiseAfter = patience * (0.75 + this.#random() / 2);
  }
}

/** Requests that have to come through before one more place is tried. */
const patience = 200;
