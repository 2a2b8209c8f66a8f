/** Counts what is under way, so that no more is begun than there are lanes for. */
export class FreeLanes {
  readonly #lanes: () => number;
  #open = 0;
  #broken: { readonly cause: unknown } | null = null;
  #waiting: { readonly for: () => boolean; readonly resolve: () => void } | null = null;

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
      if (this.#waiting?.for() === true) this.#waiting.resolve();
    };
    work.catch((cause: unknown) => (this.#broken ??= { cause })).then(done, done);
  }

  /** Resolves once so many lanes are free, or fewer, at least one, once the first of them has lingered for long enough. */
  async whenFree(enough: number, linger: () => Promise<void>): Promise<void> {
    for (;;) {
      if (this.free < 1) await this.#until(() => this.free >= 1);
      if (this.free < enough) await Promise.race([this.#until(() => this.free >= enough), linger()]);
      if (this.free >= 1) return;
    }
  }

  /** Resolves once nothing is under way; rejects with what any of the work has rejected with. */
  async whenIdle(): Promise<void> {
    if (this.#open > 0) await this.#until(() => this.#open === 0);
    if (this.#broken !== null) throw this.#broken.cause;
  }

  /** One waits at a time; who waits next takes the place of who gave up. */
  #until(reached: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = { for: reached, resolve };
    });
  }
}
