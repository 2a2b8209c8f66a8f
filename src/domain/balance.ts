import type { Money } from "./money.ts";

/** The platform's money at the provider, one entry for each currency, sorted by currency. */
export interface Balance {
  /** What can be sent now, minor units. */
  readonly available: readonly Money[];
  /** What isn't available yet, minor units; it can be negative. */
  readonly pending: readonly Money[];
}
