import { statusAfterReversals } from "../../../src/domain/transfer.ts";
import type { PayoutMark, ProviderTransfer } from "../../../src/ports/transfer-provider.ts";
import type { ProviderReversal } from "../../../src/ports/transfer-reversals.ts";

/** A transfer on the bank's books. */
export interface Booking {
  /** As it stands now. */
  transfer: ProviderTransfer;
  /** What the bank finds it by; anybody may choose the same. */
  readonly group: string | null;
}

/** What the bank tells of its own accord. */
export type News = "transfer.created" | "transfer.updated" | "transfer.reversed";

/** Every transfer and what was taken back of it. */
export class Books {
  readonly bookings: Booking[] = [];
  readonly reversals: ProviderReversal[] = [];
  /** Changes with every entry. */
  version = 0;
  readonly #tell: (news: News, transfer: ProviderTransfer) => void;

  constructor(tell: (news: News, transfer: ProviderTransfer) => void) {
    this.#tell = tell;
  }

  find(transferId: string): ProviderTransfer | null {
    return this.bookings.find(({ transfer }) => transfer.id === transferId)?.transfer ?? null;
  }

  /** How much of a transfer can be taken back, 0 where there is none, or no real money. */
  restOf(transferId: string): number {
    const transfer = this.find(transferId);
    return transfer?.mode === "live" ? transfer.amount - transfer.amountReversed : 0;
  }

  book(transfer: Omit<ProviderTransfer, "id" | "amountReversed" | "status" | "raw">, group: string | null): ProviderTransfer {
    const rest = { id: `tr_${this.bookings.length + 1}`, amountReversed: 0, status: "paid", raw: null } as const;
    const booked: ProviderTransfer = { ...transfer, ...rest };
    this.bookings.push({ transfer: booked, group });
    this.version += 1;
    this.#tell("transfer.created", booked);
    return booked;
  }

  /** Takes some of a transfer back; `null` if there isn't so much left of it. */
  takeBack(order: { readonly transferId: string; readonly amount: number; readonly mark: PayoutMark | null }, nowMs: number): ProviderReversal | null {
    const { transferId, amount, mark } = order;
    const booking = this.bookings.find(({ transfer }) => transfer.id === transferId);
    if (booking === undefined || amount > this.restOf(transferId)) return null;
    const { currency, mode } = booking.transfer;
    const reversal: ProviderReversal = { id: `trr_${this.reversals.length + 1}`, transferId, mark, mode, amount, currency, createdAtMs: nowMs, raw: null };
    this.reversals.push(reversal);
    const amountReversed = booking.transfer.amountReversed + amount;
    booking.transfer = { ...booking.transfer, amountReversed, status: statusAfterReversals(booking.transfer.amount, amountReversed) };
    this.version += 1;
    this.#tell("transfer.reversed", booking.transfer);
    return reversal;
  }
}

/** What the bank finds the transfers of one payout by. */
export function groupOf({ namespace, reference }: PayoutMark): string {
  return `${namespace}/${reference}`;
}
