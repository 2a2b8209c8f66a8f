import type { SourceType } from "./balances.ts";

/** A transfer as the stand-in keeps it. */
export interface TransferRecord {
  readonly id: string;
  /** Its place among all that were inserted. */
  readonly sequence: number;
  readonly amount: number;
  readonly currency: string;
  readonly destination: string;
  readonly sourceType: SourceType;
  readonly sourceTransaction: string | null;
  readonly transferGroup: string | null;
  /** Whole seconds since the epoch. */
  readonly created: number;
  description: string | null;
  metadata: Readonly<Record<string, string>>;
  amountReversed: number;
  /** Oldest first. */
  reversals: readonly ReversalRecord[];
}

/** A reversal as the stand-in keeps it. */
export interface ReversalRecord {
  readonly id: string;
  readonly transferId: string;
  readonly amount: number;
  readonly currency: string;
  readonly created: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A JSON object. */
export type StripeObject = Readonly<Record<string, unknown>>;

/** Stripe's `transfer` object; it holds the ten newest reversals. */
export function transferObject(transfer: TransferRecord, livemode: boolean): StripeObject {
  return {
    id: transfer.id,
    object: "transfer",
    amount: transfer.amount,
    amount_reversed: transfer.amountReversed,
    balance_transaction: transfer.id.replace("tr_", "txn_"),
    created: transfer.created,
    currency: transfer.currency,
    description: transfer.description,
    destination: transfer.destination,
    destination_payment: transfer.id.replace("tr_", "py_"),
    livemode,
    metadata: transfer.metadata,
    reversals: listObject(
      transfer.reversals.slice(-10).reverse().map(reversalObject),
      transfer.reversals.length > 10,
      `/v1/transfers/${transfer.id}/reversals`,
    ),
    reversed: transfer.amountReversed === transfer.amount,
    source_transaction: transfer.sourceTransaction,
    source_type: transfer.sourceType,
    transfer_group: transfer.transferGroup,
  };
}

/** Stripe's `transfer_reversal` object. */
export function reversalObject(reversal: ReversalRecord): StripeObject {
  return {
    id: reversal.id,
    object: "transfer_reversal",
    amount: reversal.amount,
    balance_transaction: reversal.id.replace("trr_", "txn_r"),
    created: reversal.created,
    currency: reversal.currency,
    destination_payment_refund: reversal.id.replace("trr_", "pyr_"),
    metadata: reversal.metadata,
    source_refund: null,
    transfer: reversal.transferId,
  };
}

/** Stripe's `list` object. */
export function listObject(data: readonly StripeObject[], hasMore: boolean, url: string): StripeObject {
  return { object: "list", data, has_more: hasMore, url };
}
