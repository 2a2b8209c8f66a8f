/**
 * How many decimals the sandbox's amounts have in a currency, in either case: as many as Stripe's, so that what is
 * rehearsed here looks as it will with real money. A test holds the two together.
 */
export function decimalsOf(currency: string): number {
  const code = currency.toLowerCase();
  if (withoutDecimals.has(code)) return 0;
  return withThreeDecimals.has(code) ? 3 : 2;
}

const withoutDecimals: ReadonlySet<string> = new Set(
  "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "),
);
const withThreeDecimals: ReadonlySet<string> = new Set("bhd iqd jod kwd omr tnd".split(" "));
