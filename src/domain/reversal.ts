/** The caller's intent to take back some of one transfer, or all that is left of it, once. */
export interface ReversalRequest {
  /** The transfer, by the provider's id (Stripe: `tr_…`). It need not be one of this client's own. */
  readonly transferId: string;
  /**
   * The caller's own name for this reversal, unique for ever among the reversals of its namespace: 1–255
   * characters. It reaches the provider, so no personal data in it.
   */
  readonly reference: string;
  /** Minor units; left out, all that isn't taken back yet. */
  readonly amount?: number | undefined;
}

/** The provider's record of money that was taken back from a recipient. */
export interface Reversal {
  /** The provider's id (Stripe: `trr_…`). */
  readonly id: string;
  /** The transfer that it takes back. */
  readonly transferId: string;
  readonly reference: string;
  /** Minor units. */
  readonly amount: number;
  /** A lower-case ISO 4217 code. */
  readonly currency: string;
  readonly createdAt: Date;
}
