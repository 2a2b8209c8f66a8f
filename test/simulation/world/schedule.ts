/** Something that will happen. */
export interface Appointment {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
  canceled: boolean;
}

/**
 * The only time there is: what is due next happens next, and between two happenings every promise that is ready
 * runs on to where it waits for the world again. Milliseconds since the epoch.
 */
export class Schedule {
  nowMs: number;
  /** How many appointments were kept. */
  kept = 0;
  readonly #heap: Appointment[] = [];
  #order = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  after(ms: number, action: () => void): Appointment {
    const appointment = { atMs: this.nowMs + Math.max(0, ms), order: this.#order++, action, canceled: false };
    this.#push(appointment);
    return appointment;
  }

  /** Lets time run to a moment, or until told that it is enough. */
  async runUntil(endMs: number, enough: () => boolean = () => false): Promise<void> {
    await drained();
    while (!enough()) {
      const next = this.#heap[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#pop();
      if (next.canceled) continue;
      this.nowMs = next.atMs;
      this.kept += 1;
      next.action();
      await drained();
    }
    if (!enough()) this.nowMs = Math.max(this.nowMs, endMs);
  }

  #push(entry: Appointment): void {
    const heap = this.#heap;
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isEarlier(entry, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const below = earlierChild(heap, place);
      const child = heap[below];
      if (child === undefined || !isEarlier(child, last)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
  }
}

function earlierChild(heap: readonly Appointment[], place: number): number {
  const left = 2 * place + 1;
  const [one, other] = [heap[left], heap[left + 1]];
  return one !== undefined && other !== undefined && isEarlier(other, one) ? left + 1 : left;
}

function isEarlier(left: Appointment, right: Appointment): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}

/** A macrotask comes after every chain of promises that are ready, however long it is. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
