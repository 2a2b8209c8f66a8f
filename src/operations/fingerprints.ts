/**
 * Remembers many texts in 16 bytes each, up to twice that in memory while it grows, with a note of 32 bits beside
 * every one. It keeps fingerprints of 96 bits, seeded anew for each table: among a million texts, two different ones
 * are taken for the same with a probability of 10^-17.
 */
export class Fingerprints {
  readonly #seed: number;
  /** Four words a place: three of the fingerprint, of which the first is never 0 where a text is, and the note. */
  #words = new Uint32Array(smallest * 4);
  #size = 0;

  /** `random` gives numbers from 0 to below 1. */
  constructor(random: () => number) {
    this.#seed = Math.floor(random() * 2 ** 32);
  }

  /** How many different texts it remembers. */
  get size(): number {
    return this.#size;
  }

  /** The note of a text, `null` if it wasn't put in. */
  get(text: string): number | null {
    const place = this.#find(fingerprintOf(text, this.#seed));
    return this.#words[place] === 0 ? null : (this.#words[place + 3] ?? 0);
  }

  /** Puts a text in with a note, unless it is there. The note that stands there then, `null` if it was new. */
  add(text: string, note = 0): number | null {
    if (this.#size * 4 >= this.#words.length / 4 * 3) this.#grow();
    const print = fingerprintOf(text, this.#seed);
    const place = this.#find(print);
    if (this.#words[place] !== 0) return this.#words[place + 3] ?? 0;
    this.#words.set([...print, note >>> 0], place);
    this.#size += 1;
    return null;
  }

  /** A note that tells texts apart: 32 bits of a fingerprint under this table's seed. */
  noteOf(text: string): number {
    return fingerprintOf(text, ~this.#seed)[1];
  }

  /** Where a fingerprint stands, or the free place where it would. */
  #find([first, second, third]: Fingerprint): number {
    const mask = this.#words.length - 1;
    let place = (second * 4) & mask;
    for (;;) {
      const found = this.#words[place];
      if (found === 0) return place;
      if (found === first && this.#words[place + 1] === second && this.#words[place + 2] === third) return place;
      place = (place + 4) & mask;
    }
  }

  #grow(): void {
    const before = this.#words;
    this.#words = new Uint32Array(before.length * 2);
    for (let place = 0; place < before.length; place += 4) {
      const entry = before.subarray(place, place + 4);
      const [first = 0, second = 0, third = 0] = entry;
      if (first !== 0) this.#words.set(entry, this.#find([first, second, third]));
    }
  }
}

type Fingerprint = readonly [first: number, second: number, third: number];

const smallest = 1024;

/** Three lanes of multiplication and mixing over the text's code units. */
function fingerprintOf(text: string, seed: number): Fingerprint {
  let first = seed ^ 0x9e3779b9;
  let second = seed ^ 0x85ebca6b;
  let third = seed ^ 0xc2b2ae35;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    first = Math.imul(first ^ unit, 0x9e3779b1);
    first ^= first >>> 15;
    second = Math.imul(second ^ unit, 0x85ebca77);
    second ^= second >>> 13;
    third = Math.imul(third ^ unit, 0xc2b2ae3d);
    third ^= third >>> 16;
  }
  return [mixed(first ^ third) || 1, mixed(second ^ first), mixed(third ^ text.length)];
}

/** The last steps of MurmurHash3: every bit of the input reaches every bit of the output. */
function mixed(word: number): number {
  let bits = word;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
