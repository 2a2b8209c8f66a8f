/** How many things happened within the last second, give or take a twentieth. The time never goes back. */
export class RecentCount {
  readonly #slots = new Float64Array(slotCount);
  #slot = 0;

  add(nowMs: number, count = 1): void {
    this.#advance(nowMs);
    const slot = this.#slot % slotCount;
    this.#slots[slot] = (this.#slots[slot] ?? 0) + count;
  }

  total(nowMs: number): number {
    this.#advance(nowMs);
    return this.#slots.reduce((sum, count) => sum + count, 0);
  }

  #advance(nowMs: number): void {
    const slot = Math.floor(nowMs / slotMs);
    const passed = Math.min(slot - this.#slot, slotCount);
    for (let step = 1; step <= passed; step += 1) this.#slots[(this.#slot + step) % slotCount] = 0;
    if (slot > this.#slot) this.#slot = slot;
  }
}

const slotCount = 20;
const slotMs = 1000 / slotCount;
