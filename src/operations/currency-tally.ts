import { err, ok, type Result } from "neverthrow";
import { addAmounts } from "../domain/money.ts";
import type { RecipientSummary, SummaryInterval } from "../domain/summary.ts";
import { movedMoney, type TransferStatus } from "../domain/transfer.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";
import { bucketStart } from "./timeline.ts";

/** What a summary needs of a transfer. */
export type TalliedTransfer = Pick<
  ProviderTransfer,
  "recipientId" | "amount" | "currency" | "amountReversed" | "status" | "createdAtMs"
>;

/** How many transfers there were, and what they came to. */
export interface Share {
  count: number;
  /** Minor units. */
  net: number;
}

/** What the transfers of one currency come to, in whatever order they are added. Amounts in minor units. */
export class CurrencyTally {
  readonly #interval: SummaryInterval | null;
  readonly #recipients = new Map<string, Share>();
  readonly #buckets = new Map<number, Share>();
  readonly byStatus: Record<TransferStatus, number> = {
    pending: 0,
    paid: 0,
    partially_reversed: 0,
    reversed: 0,
    failed: 0,
    unrecognized: 0,
  };
  count = 0;
  gross = 0;
  reversed = 0;
  smallest = 0;
  largest = 0;

  constructor(interval: SummaryInterval | null) {
    this.#interval = interval;
  }

  /** Adds one transfer, or says that its sum would be inexact; then the tally is of no use any more. */
  add(transfer: TalliedTransfer): Result<void, "sum_too_large"> {
    this.byStatus[transfer.status] += 1;
    return movedMoney(transfer.status) ? this.#addMoved(transfer) : ok(undefined);
  }

  get recipientCount(): number {
    return this.#recipients.size;
  }

  /** The buckets in which money moved, by their starts in milliseconds since the epoch. */
  get buckets(): ReadonlyMap<number, Readonly<Share>> {
    return this.#buckets;
  }

  /** The recipients of the largest sums, equal ones by their ids. */
  topRecipients(top: number): RecipientSummary[] {
    return [...this.#recipients]
      .map(([recipientId, { count, net }]) => ({ recipientId, count, net }))
      .sort((left, right) => right.net - left.net || (left.recipientId < right.recipientId ? -1 : 1))
      .slice(0, top);
  }

  #addMoved({ recipientId, amount, amountReversed, createdAtMs }: TalliedTransfer): Result<void, "sum_too_large"> {
    // No other sum here is larger than this one, so it alone has to be watched.
    const gross = addAmounts(this.gross, amount);
    if (gross.isErr()) return err(gross.error);
    this.smallest = this.count === 0 ? amount : Math.min(this.smallest, amount);
    this.largest = Math.max(this.largest, amount);
    this.count += 1;
    this.gross = gross.value;
    this.reversed += amountReversed;
    const net = amount - amountReversed;
    addShare(this.#recipients, recipientId, net);
    if (this.#interval !== null) addShare(this.#buckets, bucketStart(createdAtMs, this.#interval), net);
    return ok(undefined);
  }
}

function addShare<K>(shares: Map<K, Share>, key: K, net: number): void {
  const share = shares.get(key);
  if (share === undefined) {
    shares.set(key, { count: 1, net });
    return;
  }
  share.count += 1;
  share.net += net;
}
