/** Wakes whoever waits for something to change. */
export class Bell {
  #waiting: (() => void)[] = [];

  ring(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Resolves at the next ring. */
  rings(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
