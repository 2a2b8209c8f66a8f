import type { CallOptions } from "./call-options.ts";
import type { PayoutError } from "./errors.ts";
import type { Money } from "./money.ts";
import type { Transfer } from "./transfer.ts";

/** How a batch is paid. `timeoutMs` is for each payout, its wait for its turn at the provider's rate among it. */
export interface BatchOptions extends CallOptions {
  /**
   * Payouts worked on at once, at most; twice what fits on the wire by default. It is no more than have their turn
   * within a few seconds at the provider's rate. What fits on the wire is the client's `rate` to say.
   */
  readonly concurrency?: number | undefined;
  /**
   * `all` adds up what would open a new attempt and fails the batch before its first send if the balance
   * can't cover it; `each` lets every payout stand alone. The default is `all` for arrays and `each` for
   * other iterables, which are never held in memory whole.
   */
  readonly requireFunds?: "all" | "each" | undefined;
  /** How many problems the report keeps, 1,000 by default. */
  readonly maxProblems?: number | undefined;
  /** Called after each payout. What it throws is ignored. */
  readonly onProgress?: ((counts: BatchCounts) => void) | undefined;
  /** Called once for each payout with its result. A promise holds the batch back; what it throws is ignored. */
  readonly onResult?: ((item: BatchItem) => void | Promise<void>) | undefined;
}

/** How many payouts ended how. */
export interface BatchCounts {
  /** Payouts read so far. */
  readonly total: number;
  readonly paid: number;
  readonly alreadyPaid: number;
  readonly failed: number;
  readonly unknown: number;
  readonly notStarted: number;
}

type Row<S extends string, X> = {
  /** The payout's place in the batch, from 0. */
  readonly index: number;
  /** `null` where it couldn't be read. */
  readonly reference: string | null;
  readonly status: S;
} & X;

/** A payout whose money has moved, in this run or before it. */
export type BatchSuccess =
  | Row<"paid", { readonly transfer: Transfer }>
  | Row<"already_paid", { readonly transfer: Transfer }>;

/** A payout that needs somebody's attention. */
export type BatchProblem =
  | Row<"failed", { readonly error: PayoutError }>
  | Row<"unknown", { readonly error: PayoutError }>
  | Row<"not_started", { readonly error: PayoutError }>;

/** The result of one payout of a batch. */
export type BatchItem = BatchSuccess | BatchProblem;

/** What a batch did. */
export interface BatchReport {
  readonly counts: BatchCounts;
  /** What this run alone paid, one entry for each currency. */
  readonly paid: readonly Money[];
  /** The first problems, in the order in which they came up. */
  readonly problems: readonly BatchProblem[];
  readonly problemsOmitted: number;
  /** Whether the batch stopped before its end. */
  readonly aborted: boolean;
  /** The error that stopped it; none where the caller's own signal did. */
  readonly stoppedBy?: PayoutError;
}

/** What a batch would do. */
export interface BatchPlan {
  /** Payouts read. */
  readonly total: number;
  /** Payouts that would be sent. */
  readonly toSend: number;
  /** What they add up to, for each currency, beside what is available. */
  readonly currencies: readonly PlannedCurrency[];
  readonly recipientCount: number;
  readonly alreadyPaid: number;
  /** Payouts of earlier runs that are still open and would be settled first. */
  readonly open: number;
  /** References that come again with the same payout. */
  readonly duplicates: number;
  /** What would fail without being sent. */
  readonly problems: readonly BatchProblem[];
  readonly problemsOmitted: number;
}

/** One currency of a plan; minor units. */
export interface PlannedCurrency {
  readonly currency: string;
  readonly count: number;
  readonly required: number;
  /** `null` where the key may not read the balance. */
  readonly available: number | null;
  /** What is missing; 0 if the balance covers it or can't be read. */
  readonly shortfall: number;
}
