import type { TransferRecord } from "./objects.ts";
import { TransferIndex, type Position } from "./transfer-index.ts";

/** Which transfers to list. */
export interface ListQuery {
  readonly destination: string | undefined;
  readonly transferGroup: string | undefined;
  /** Inclusive, whole seconds. */
  readonly fromSecond: number;
  /** Exclusive, whole seconds. */
  readonly toSecond: number;
  readonly limit: number;
  /** The page goes on after this one, towards older transfers. */
  readonly startingAfter: TransferRecord | undefined;
  /** The page ends before this one: it holds the next newer transfers. */
  readonly endingBefore: TransferRecord | undefined;
}

/** One page, newest first. */
export interface ListPage {
  readonly transfers: readonly TransferRecord[];
  readonly hasMore: boolean;
}

/** Every transfer of one account, with an index for each filter. */
export class TransferBook {
  readonly #all = new TransferIndex();
  readonly #byId = new Map<string, TransferRecord>();
  readonly #byGroup = new Map<string, TransferIndex>();
  readonly #byDestination = new Map<string, TransferIndex>();

  get size(): number {
    return this.#all.size;
  }

  add(transfer: TransferRecord): void {
    this.#byId.set(transfer.id, transfer);
    this.#all.add(transfer);
    indexOf(this.#byDestination, transfer.destination).add(transfer);
    if (transfer.transferGroup !== null) indexOf(this.#byGroup, transfer.transferGroup).add(transfer);
  }

  get(id: string): TransferRecord | undefined {
    return this.#byId.get(id);
  }

  newestFirst(): readonly TransferRecord[] {
    return this.#all.transfers.toReversed();
  }

  list(query: ListQuery): ListPage {
    const index = this.#narrowest(query);
    const first = index.countBefore({ created: query.fromSecond, sequence: -1 });
    const end = index.countBefore({ created: query.toSecond, sequence: -1 });
    if (query.endingBefore !== undefined) {
      const after = index.countBefore(next(query.endingBefore));
      const found = take(index, upwards(Math.max(first, after), end), query);
      return { transfers: found.transfers.toReversed(), hasMore: found.hasMore };
    }
    const before = query.startingAfter === undefined ? end : index.countBefore(query.startingAfter);
    return take(index, downwards(Math.min(end, before), first), query);
  }

  #narrowest({ destination, transferGroup }: ListQuery): TransferIndex {
    const candidates = [this.#all];
    if (destination !== undefined) candidates.push(this.#byDestination.get(destination) ?? new TransferIndex());
    if (transferGroup !== undefined) candidates.push(this.#byGroup.get(transferGroup) ?? new TransferIndex());
    return candidates.reduce((best, index) => (index.size < best.size ? index : best));
  }
}

function take(index: TransferIndex, places: Iterable<number>, query: ListQuery): ListPage {
  const transfers: TransferRecord[] = [];
  for (const place of places) {
    const transfer = index.transfers[place];
    if (transfer === undefined || !matches(transfer, query)) continue;
    if (transfers.length === query.limit) return { transfers, hasMore: true };
    transfers.push(transfer);
  }
  return { transfers, hasMore: false };
}

function matches(transfer: TransferRecord, { destination, transferGroup }: ListQuery): boolean {
  return (
    (destination === undefined || transfer.destination === destination) &&
    (transferGroup === undefined || transfer.transferGroup === transferGroup)
  );
}

function next({ created, sequence }: Position): Position {
  return { created, sequence: sequence + 1 };
}

function* upwards(from: number, end: number): Iterable<number> {
  for (let place = from; place < end; place += 1) yield place;
}

function* downwards(end: number, from: number): Iterable<number> {
  for (let place = end - 1; place >= from; place -= 1) yield place;
}

function indexOf(indexes: Map<string, TransferIndex>, name: string): TransferIndex {
  const found = indexes.get(name);
  if (found !== undefined) return found;
  const made = new TransferIndex();
  indexes.set(name, made);
  return made;
}
