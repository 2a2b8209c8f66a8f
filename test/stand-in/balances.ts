/** Where money came from; a transfer draws on one source, `card` by default. */
export type SourceType = "card" | "bank_account" | "fpx";

/** The money of one currency, minor units. */
export interface CurrencyBalance {
  /** A number alone is all `card`. */
  readonly available: number | Readonly<Partial<Record<SourceType, number>>>;
  /** Not available yet, all `card`; it can be negative. */
  readonly pending?: number | undefined;
}

/** The money of one account, by currency and source. */
export class Balances {
  readonly #currencies = new Map<string, Pot>();

  set(currency: string, balance: number | CurrencyBalance): void {
    const { available, pending = 0 } = typeof balance === "number" ? { available: balance } : balance;
    const sources = typeof available === "number" ? { card: available } : { ...available };
    this.#currencies.set(currency, { sources, pending });
  }

  /** What is available of one source, or of all. */
  available(currency: string, source?: SourceType): number {
    const sources = this.#currencies.get(currency)?.sources ?? {};
    if (source !== undefined) return sources[source] ?? 0;
    return sum(Object.values(sources));
  }

  /** Adds to what is available of one source; a negative amount takes away. */
  move(currency: string, source: SourceType, amount: number): void {
    const pot = this.#currencies.get(currency) ?? { sources: {}, pending: 0 };
    pot.sources[source] = (pot.sources[source] ?? 0) + amount;
    this.#currencies.set(currency, pot);
  }

  /** Stripe's `balance` object. */
  toObject(livemode: boolean): Readonly<Record<string, unknown>> {
    const pots = [...this.#currencies];
    return {
      object: "balance",
      available: pots.map(([currency, pot]) => ({
        amount: sum(Object.values(pot.sources)),
        currency,
        source_types: { ...pot.sources },
      })),
      connect_reserved: pots.map(([currency]) => ({ amount: 0, currency })),
      livemode,
      pending: pots.map(([currency, { pending }]) => ({ amount: pending, currency, source_types: { card: pending } })),
    };
  }
}

interface Pot {
  readonly sources: Partial<Record<SourceType, number>>;
  readonly pending: number;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
