/** Tells new ids from those of the last few thousand, in bounded memory: pages may shift, but not far. */
export class RecentIds {
  #newer = new Set<string>();
  #older = new Set<string>();

  /** Whether this id wasn't seen lately; from now on it was. */
  isNew(id: string): boolean {
    if (this.#newer.has(id) || this.#older.has(id)) return false;
    if (this.#newer.size >= generationSize) {
      this.#older = this.#newer;
      this.#newer = new Set();
    }
    this.#newer.add(id);
    return true;
  }
}

const generationSize = 5_000;
