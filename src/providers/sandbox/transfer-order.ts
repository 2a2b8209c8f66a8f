import type { RowQuery, TransferPosition, TransferRow } from "./world.ts";

/** A transfer that can be replaced by a newer version of itself where it stands. */
export interface HeldTransfer {
  row: TransferRow;
}

/** Transfers in the order of their creation, from which a page is cut without looking at the rest. */
export class TransferOrder {
  readonly #held: HeldTransfer[] = [];

  /** Puts a transfer in its place, which is nearly always the end. */
  insert(held: HeldTransfer): void {
    const last = this.#held.at(-1);
    if (last === undefined || isBefore(last.row, held.row)) this.#held.push(held);
    else this.#held.splice(this.#countBefore(held.row), 0, held);
  }

  /** One page, newest first; the recipient of the query isn't looked at. */
  page(query: RowQuery): TransferRow[] {
    const toMs = this.#countBefore({ createdAtMs: query.toMs, number: 0 });
    const end = query.after === null ? toMs : Math.min(toMs, this.#countBefore(query.after));
    const begin = this.#countBefore({ createdAtMs: query.fromMs, number: 0 });
    return this.#held
      .slice(Math.max(begin, end - query.limit), Math.max(begin, end))
      .map((held) => held.row)
      .reverse();
  }

  /** All of them, oldest first. */
  all(): TransferRow[] {
    return this.#held.map((held) => held.row);
  }

  #countBefore(position: TransferPosition): number {
    let low = 0;
    let high = this.#held.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const held = this.#held[middle];
      if (held !== undefined && isBefore(held.row, position)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether one transfer was made before another. */
export function isBefore(left: TransferPosition, right: TransferPosition): boolean {
  if (left.createdAtMs !== right.createdAtMs) return left.createdAtMs < right.createdAtMs;
  return left.number < right.number;
}
