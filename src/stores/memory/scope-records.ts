import type { RecordQuery, StoredRecord } from "../../ports/payout-store.ts";
import { compareBytes } from "./compare-bytes.ts";

/** The records of one scope, by reference. */
export class ScopeRecords {
  readonly #records = new Map<string, StoredRecord>();
  readonly #references: string[] = [];
  #isSorted = true;

  get(reference: string): StoredRecord | undefined {
    return this.#records.get(reference);
  }

  put(record: StoredRecord): void {
    if (!this.#records.has(record.reference)) {
      this.#references.push(record.reference);
      this.#isSorted = false;
    }
    this.#records.set(record.reference, record);
  }

  list({ states, after, limit }: RecordQuery): StoredRecord[] {
    const page: StoredRecord[] = [];
    const references = this.#sortedReferences();
    for (let place = placeAfter(references, after); place < references.length && page.length < limit; place += 1) {
      const record = this.#records.get(references[place] ?? "");
      if (record !== undefined && states.includes(record.state)) page.push(record);
    }
    return page;
  }

  #sortedReferences(): readonly string[] {
    if (!this.#isSorted) this.#references.sort(compareBytes);
    this.#isSorted = true;
    return this.#references;
  }
}

function placeAfter(sorted: readonly string[], after: string | null): number {
  if (after === null) return 0;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareBytes(sorted[middle] ?? "", after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
