/** Keeps the first problems of a batch, so that a file of nothing else doesn't fill the memory. */
export class ProblemList {
  readonly #kept: { readonly line: number; readonly text: string }[] = [];
  /** How many weren't kept. */
  omitted = 0;

  /** Takes a problem on a line of the file. */
  add(line: number, text: () => string): void {
    if (this.#kept.length < mostProblems) this.#kept.push({ line, text: text() });
    else this.omitted += 1;
  }

  /** What was kept, in the order of the file. */
  lines(): string[] {
    return this.#kept.sort((left, right) => left.line - right.line).map((problem) => problem.text);
  }
}

const mostProblems = 1_000;
