import type { PayoutRecord } from "./payout-record.ts";
import type { Transfer } from "./transfer.ts";

/** What to compare, and what to do with what is found. */
export interface ReconcileRequest {
  /** Only transfers created at or after this time; the whole past if left out. */
  readonly from?: Date | undefined;
  /** Only transfers created before this time. */
  readonly to?: Date | undefined;
  /** Whether the store takes note of what the provider shows; true by default. `false` only looks. */
  readonly repair?: boolean | undefined;
  /** How many findings the report keeps, 1,000 by default. */
  readonly maxFindings?: number | undefined;
  /** Called once for each finding. A promise holds the comparison back; what it throws is ignored. */
  readonly onFinding?: ((finding: ReconcileFinding) => void | Promise<void>) | undefined;
}

type Row<K extends string, X> = {
  readonly kind: K;
  readonly reference: string;
  /** Whether the store took note of it just now. */
  readonly applied: boolean;
} & X;

/**
 * Something in which the store and the provider aren't the same, or in which money came back.
 *
 * - `unknown_to_store`: the transfer exists, and the store doesn't hold its payout as paid
 * - `missing_at_provider`: the store holds it as paid, and the provider has no such transfer
 * - `differs`: the provider's transfer isn't what the store has, in these fields
 * - `duplicate`: another transfer than the one that paid this reference
 * - `reversed`: some or all of it was taken back; nothing is wrong otherwise
 *
 * `transfer` is the provider's, or what the store kept of it where the provider has none; `payout` is the store's
 * record as it stands now, `null` if there is none.
 */
export type ReconcileFinding =
  | Row<"unknown_to_store", { readonly transfer: Transfer; readonly payout: PayoutRecord | null }>
  | Row<"missing_at_provider", { readonly transfer: Transfer; readonly payout: PayoutRecord }>
  | Row<"differs", { readonly fields: readonly string[]; readonly transfer: Transfer; readonly payout: PayoutRecord }>
  | Row<"duplicate", { readonly transfer: Transfer; readonly payout: PayoutRecord }>
  | Row<"reversed", { readonly transfer: Transfer; readonly payout: PayoutRecord }>;

/** How many there were of each kind. */
export interface ReconcileCounts {
  /** Transfers of this namespace at the provider: the sum of all below but `missingAtProvider` and `applied`. */
  readonly transfers: number;
  /** The same on both sides, and nothing was taken back. */
  readonly matched: number;
  readonly reversed: number;
  readonly unknownToStore: number;
  readonly differing: number;
  readonly duplicates: number;
  readonly missingAtProvider: number;
  /** Findings of which the store took note just now. */
  readonly applied: number;
}

/** What a comparison of the store with the provider showed. */
export interface ReconcileReport {
  readonly counts: ReconcileCounts;
  /** The first findings, in the order in which they came up. */
  readonly findings: readonly ReconcileFinding[];
  readonly findingsOmitted: number;
}
