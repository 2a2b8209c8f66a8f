import type { BatchProblem, Issue, PayoutRequest } from "../index.ts";
import type { SourceRow } from "./source-row.ts";

/** Remembers which line of a file became which payout of a batch, in little memory. */
export class RowLedger {
  // Lines and indices mostly go side by side, so only the places where the distance changes are kept.
  readonly #indices: number[] = [];
  readonly #lines: number[] = [];
  readonly #faulty = new Map<number, SourceRow>();
  readonly #unsettled = new Map<number, PayoutRequest>();
  readonly #keepsRows: boolean;
  #count = 0;

  /** With `keepsRows` it remembers each payout until that is settled. */
  constructor({ keepsRows = false }: { readonly keepsRows?: boolean } = {}) {
    this.#keepsRows = keepsRows;
  }

  /** How many rows were handed on. */
  get count(): number {
    return this.#count;
  }

  /** Hands the rows on as payouts until they end or the signal says stop. */
  async *payouts(rows: AsyncIterable<SourceRow>, signal: AbortSignal): AsyncGenerator<PayoutRequest> {
    for await (const row of rows) {
      if (signal.aborted) return;
      this.#remember(row);
      yield row.payout;
    }
  }

  /** The line on which the payout of that index begins. */
  lineOf(index: number): number {
    let place = this.#indices.length - 1;
    while (place > 0 && (this.#indices[place] ?? 0) > index) place -= 1;
    return (this.#lines[place] ?? 0) + index - (this.#indices[place] ?? 0);
  }

  /** What is wrong with a payout, in the reader's words where it knew better. */
  issuesOf({ index, error }: BatchProblem): readonly Issue[] {
    const own = this.#faulty.get(index)?.issues ?? [];
    if (error.code !== "INVALID_REQUEST") return own;
    const covered = new Set([...own.map((issue) => issue.path), ...(own.length > 0 ? ["amount"] : [])]);
    if (covered.has("")) return own;
    return [...own, ...error.details.issues.filter((issue) => !covered.has(issue.path))];
  }

  /** The reference of a payout, as far as it could be read. */
  referenceOf({ index, reference }: BatchProblem): string {
    return reference || this.#faulty.get(index)?.payout.reference || "(no reference)";
  }

  /** The payout of that index as it stands in the file, while it is remembered. */
  payoutOf(index: number): PayoutRequest | undefined {
    return this.#unsettled.get(index);
  }

  /** Forgets a payout once it is reported. */
  settle(index: number): void {
    this.#unsettled.delete(index);
    this.#faulty.delete(index);
  }

  #remember(row: SourceRow): void {
    const index = this.#count;
    this.#count += 1;
    if (this.#indices.length === 0 || this.lineOf(index) !== row.line) {
      this.#indices.push(index);
      this.#lines.push(row.line);
    }
    if (this.#keepsRows) this.#unsettled.set(index, row.payout);
    if (row.issues.length > 0 && this.#faulty.size < mostFaulty) this.#faulty.set(index, row);
  }
}

const mostFaulty = 10_000;
