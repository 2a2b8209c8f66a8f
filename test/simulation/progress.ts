import { replayCommand } from "./report.ts";
import type { Task, TaskResult } from "./task.ts";

/** Says how far a long run is, what it has found, and where to go on if it is ended early. */
export class Progress {
  readonly #whole: Task;
  readonly #write: (text: string) => void;
  readonly #startedAtMs = performance.now();
  /** Tasks that were done before one of theirs: the seed they begin with and the one after them. */
  readonly #ahead = new Map<number, number>();
  #nextSeed: number;
  #done = 0;
  #broken = 0;

  constructor(whole: Task, write: (text: string) => void) {
    this.#whole = whole;
    this.#write = write;
    this.#nextSeed = whole.from;
  }

  /** The first seed of which nobody knows yet: every one before it is done. */
  get nextSeed(): number {
    return this.#nextSeed;
  }

  add({ seeds, broken }: TaskResult, { from, count }: Task): void {
    this.#done += seeds;
    this.#ahead.set(from, from + count);
    for (let end = this.#ahead.get(this.#nextSeed); end !== undefined; end = this.#ahead.get(this.#nextSeed)) {
      this.#ahead.delete(this.#nextSeed);
      this.#nextSeed = end;
    }
    this.#broken += broken.length;
    for (const { seed, invariant, what } of broken) this.#write(`invariant ${invariant}: ${what}\n  ${replayCommand(seed, this.#whole)}\n`);
    this.#write(`${this.#line()}\n`);
  }

  #line(): string {
    const perMs = this.#done / (performance.now() - this.#startedAtMs);
    const leftMinutes = Math.ceil((this.#whole.count - this.#done) / perMs / 60_000);
    const rate = `${Math.round(perMs * 1000)} a second, ${leftMinutes} min left`;
    return `${this.#done} of ${this.#whole.count} worlds, ${this.#broken} broken; ${rate}; done up to --from ${this.#nextSeed}`;
  }
}
