/** What one recipient earned once, such as a sale, a reward or a commission. */
export interface Earning {
  /** The caller's own name for it, unique for ever: 1–255 characters. */
  readonly id: string;
  /** Who earned it, by the provider's id (Stripe: `acct_…`). */
  readonly recipientId: string;
  /** A positive integer in the currency's minor unit (640 is 6.40 usd). */
  readonly amount: number;
  /** An ISO 4217 code in either case. */
  readonly currency: string;
  /** The payout that it was given to, as the caller recorded it; without one it is free to go into a new payout. */
  readonly reference?: string | null | undefined;
}

/** How earnings become payouts. */
export interface GroupEarningsOptions {
  /** The name of this run, such as `2026-11`: 1–64 characters without a colon. It becomes part of each new reference. */
  readonly run: string;
  /** The smallest amount worth sending, minor units by currency; a currency not listed has minimum 1. */
  readonly minimums?: Readonly<Record<string, number>> | undefined;
}

/** Several earnings of one recipient in one currency as one payout request. */
export interface EarningsPayout {
  /** `run:recipientId:currency` for a new payout, otherwise what its earnings carry. */
  readonly reference: string;
  readonly recipientId: string;
  /** The sum of the earnings, minor units. */
  readonly amount: number;
  /** A lower-case ISO 4217 code. */
  readonly currency: string;
  /** `earnings` is a digest of the earnings' ids, by which `isPaidBy` knows which earnings a transfer paid. */
  readonly metadata: { readonly earnings: string };
  /** The ids of the earnings, sorted. */
  readonly earningIds: readonly string[];
}

/** What one recipient has in one currency that waits for a later run. */
export interface CarriedEarnings {
  readonly recipientId: string;
  /** Minor units. */
  readonly amount: number;
  /** A lower-case ISO 4217 code. */
  readonly currency: string;
  /** Why it waits: the sum is below the minimum, or this run has a payout for this recipient and currency already. */
  readonly reason: "below_minimum" | "run_has_payout";
  /** The smallest amount worth sending in this currency, minor units. */
  readonly minimum: number;
  /** The ids of the earnings, sorted. */
  readonly earningIds: readonly string[];
}

/** What is to be paid in a run and what isn't yet; every earning is in one of the two. */
export interface GroupedEarnings {
  /** Sorted by recipient, currency and reference. */
  readonly payouts: readonly EarningsPayout[];
  /** Sorted by recipient and currency. */
  readonly carried: readonly CarriedEarnings[];
}
