/** Notices that a sequence goes in a circle, however long, and remembers one value only (Brent's way). */
export class LoopGuard {
  #kept: string | null = null;
  #steps = 0;
  #span = 1;

  /** Takes the next value; true once the sequence has come round, which may take a few rounds to show. */
  closes(value: string): boolean {
    if (value === this.#kept) return true;
    this.#steps += 1;
    if (this.#steps === this.#span) {
      this.#kept = value;
      this.#steps = 0;
      this.#span *= 2;
    }
    return false;
  }
}
