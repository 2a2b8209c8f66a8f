/** Random numbers that follow from a seed alone: the generator sfc32, seeded through splitmix32. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(seed: number) {
    const mix = splitmix(seed);
    this.#a = mix();
    this.#b = mix() ^ Math.floor(seed / 2 ** 32);
    this.#c = mix();
    for (let round = 0; round < 12; round++) this.next();
  }

  /** From 0 to below 1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }

  /** A whole number, both ends included. */
  integer(smallest: number, largest: number): number {
    return smallest + Math.floor(this.next() * (largest - smallest + 1));
  }

  /** A time span of any order of magnitude between two, whole milliseconds. */
  span(shortestMs: number, longestMs: number): number {
    const [low, high] = [Math.log(Math.max(1, shortestMs)), Math.log(Math.max(1, longestMs))];
    return Math.round(Math.exp(low + this.next() * (high - low)));
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.integer(0, items.length - 1)] ?? items[0];
  }

  /** A generator of its own, so that what one part of the world draws doesn't shift the others. */
  fork(): Random {
    return new Random(Math.floor(this.next() * 2 ** 32));
  }
}

function splitmix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}
