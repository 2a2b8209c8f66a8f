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
