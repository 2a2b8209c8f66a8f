/** Counts what is under way, so that no more is begun than there are lanes for. */
export class FreeLanes {
  readonly #lanes: () => number;
  #open = 0;
  #broken: { readonly cause: unknown } | null = null;
  #waiting: (() => void) | null = null;

  /** `lanes` says how many there are now, 1 or more. */
  constructor(lanes: () => number) {
    this.#lanes = lanes;
  }

  /** Lanes in which nothing is under way; below 1 if there are fewer lanes than there were. */
  get free(): number {
    return this.#lanes() - this.#open;
  }

  /** Takes a lane until some work is done. */
  take(work: Promise<void>): void {
    this.#open += 1;
    const done = (): void => {
      this.#open -= 1;
      this.#waiting?.();
    };
    work.catch((cause: unknown) => (this.#broken ??= { cause })).then(done, done);
  }

  /** Resolves once a lane is free. */
  async whenFree(): Promise<void> {
    while (this.free < 1) await this.#change();
  }

  /** Resolves once nothing is under way; rejects with what any of the work has rejected with. */
  async whenIdle(): Promise<void> {
    while (this.#open > 0) await this.#change();
    if (this.#broken !== null) throw this.#broken.cause;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
