import type { TransferRecord } from "./objects.ts";

/** Where a transfer stands in time: by `created`, and by insertion within one second. */
export interface Position {
  readonly created: number;
  readonly sequence: number;
}

/** Transfers in the order of their positions, found by binary search. */
export class TransferIndex {
  readonly #transfers: TransferRecord[] = [];

  get size(): number {
    return this.#transfers.length;
  }

  /** Oldest first. */
  get transfers(): readonly TransferRecord[] {
    return this.#transfers;
  }

  add(transfer: TransferRecord): void {
    const place = this.countBefore(transfer);
    if (place === this.#transfers.length) this.#transfers.push(transfer);
    else this.#transfers.splice(place, 0, transfer);
  }

  /** How many transfers stand before that position. */
  countBefore(position: Position): number {
    const last = this.#transfers.at(-1);
    if (last === undefined || compare(last, position) < 0) return this.#transfers.length;
    let low = 0;
    let high = this.#transfers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.#transfers[middle];
      if (found !== undefined && compare(found, position) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compare(left: Position, right: Position): number {
  return left.created - right.created || left.sequence - right.sequence;
}
