/**
 * What became of a transfer.
 *
 * - `pending`: the provider has taken it and hasn't finished
 * - `paid`: the money reached the recipient's balance at the provider
 * - `partially_reversed`, `reversed`: some or all of it was taken back
 * - `failed`: the provider gave up on it and no money moved
 * - `unrecognized`: the provider said something that this version doesn't know
 */
export type TransferStatus = (typeof transferStatuses)[number];

/** Every {@link TransferStatus}, in the order of a transfer's life. */
export const transferStatuses = [
  "pending",
  "paid",
  "partially_reversed",
  "reversed",
  "failed",
  "unrecognized",
] as const;

/** Whether a transfer was made by this client's namespace, or by anybody else. */
export type TransferOrigin = "payoutkit" | "other";

/** The provider's record of money that moved. */
export interface Transfer {
  /** The provider's id (Stripe: `tr_…`). */
  readonly id: string;
  /** The provider's name, such as `stripe`. */
  readonly provider: string;
  /** `payoutkit` if it was made by this namespace, else `other`. */
  readonly origin: TransferOrigin;
  /** The payout's reference; `null` when the origin is `other`. */
  readonly reference: string | null;
  /** Who was paid, by the provider's id (Stripe: `acct_…`). */
  readonly recipientId: string;
  /** Minor units, as the provider counts them; what was sent, before reversals. */
  readonly amount: number;
  /** A lower-case ISO 4217 code. */
  readonly currency: string;
  /** Minor units that were taken back so far. */
  readonly amountReversed: number;
  readonly status: TransferStatus;
  readonly description: string | null;
  /** The caller's own metadata, without the library's marks. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  /**
   * The provider's own object, where it is at hand. It isn't enumerable, so that it never
   * slips into somebody's JSON.
   */
  readonly raw?: unknown;
}

/** The enumerable part of a transfer. */
export type TransferFields = Omit<Transfer, "raw">;

/** Builds a transfer and hangs the provider's own object on it, out of sight of JSON. */
export function makeTransfer(fields: TransferFields, raw: unknown): Transfer {
  return Object.defineProperty({ ...fields }, "raw", {
    value: raw,
    enumerable: false,
    configurable: true,
    writable: false,
  });
}

/** Whether a transfer of this status moved money, if only for a while. */
export function movedMoney(status: TransferStatus): boolean {
  return status === "paid" || status === "partially_reversed" || status === "reversed";
}

/** The status of a transfer that moved money, by how much of it was taken back. */
export function statusAfterReversals(amount: number, amountReversed: number): TransferStatus {
  if (amountReversed <= 0) return "paid";
  return amountReversed < amount ? "partially_reversed" : "reversed";
}
