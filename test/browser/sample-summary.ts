import type { CurrencySummary, PayoutSummary, TransferStatus } from "../../src/index.ts";

/** Recipients whose ids try to become a part of the page. */
export const hostileIds: readonly string[] = [
  "</script><script>globalThis.broken = 1</script>",
  '"><img src=x onerror="globalThis.broken = 1">',
  "<!--<script>",
  "acct_\u202etxt.exe\u0007",
  "&lt;b&gt; \u2028 ${globalThis.broken} `x`",
  `acct_${"very_long_".repeat(12)}`,
];

/** A year of payouts in three currencies, the hostile ids among them. */
export function sampleSummary(): Pick<PayoutSummary, "count" | "currencies"> {
  const currencies = [currencySummary("eur", 1, 18), currencySummary("jpy", 90, 9), currencySummary("usd", 2, 45)];
  return { count: currencies.reduce((sum, { count }) => sum + count, 4), currencies };
}

function currencySummary(currency: string, scale: number, months: number): CurrencySummary {
  const names = [...Array.from({ length: 34 }, (_, place) => `acct_1MTfjCQ9PRzx${1000 + place}`), ...hostileIds];
  const topRecipients = names.map((recipientId, place) => ({
    recipientId,
    count: 3 + ((place * 7) % 11),
    net: Math.round((900_000 / (place + 2)) * scale),
  }));
  const timeline = Array.from({ length: months }, (_, month) => ({
    start: new Date(Date.UTC(2025, month - 6, 1)).toISOString().slice(0, 10),
    count: 20 + ((month * 13) % 17),
    net: Math.round(120_000 * scale * (1 + Math.sin(month / 2) / 2)),
  }));
  const net = topRecipients.reduce((sum, entry) => sum + entry.net, 0);
  const count = topRecipients.reduce((sum, entry) => sum + entry.count, 0);
  const reversed = 12_500 * scale;
  const byStatus: Record<TransferStatus, number> = {
    pending: 3,
    paid: count - 7,
    partially_reversed: 4,
    reversed: 3,
    failed: 1,
    unrecognized: 0,
  };
  return {
    ...{ currency, count, gross: net + reversed, reversed, net, average: Math.floor(net / count) },
    ...{ smallest: 1_000 * scale, largest: 450_000 * scale, recipientCount: names.length + 12 },
    ...{ byStatus, topRecipients, timeline },
  };
}
