/** Where money came from; a transfer draws on one source, `card` by default. */
export type SourceType = "card" | "bank_account" | "fpx";

/** The money of one currency, minor units. */
export interface CurrencyBalance {
  /** A number alone is all `card`. */
  readonly available: number | Readonly<Partial<Record<SourceType, number>>>;
  /** Not available yet, all `card`; it can be negative. */
  readonly pending?: number | undefined;
}
