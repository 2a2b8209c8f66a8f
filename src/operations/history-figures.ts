import type { SummaryInterval } from "../domain/summary.ts";
import type { HistorySum } from "../ports/transfer-history.ts";
import type { Share } from "./currency-tally.ts";
import type { CurrencyFigures } from "./summarize.ts";
import { bucketStart } from "./timeline.ts";

/** What a store's sum of one currency comes to, as a summary needs it; its gross has to be a safe integer. */
export function figuresOf(sum: HistorySum, interval: SummaryInterval | null): CurrencyFigures {
  const { count, smallest, largest, recipientCount, byStatus } = sum;
  const top = sum.topRecipients.map((recipient) => ({ ...recipient, net: Number(recipient.net) }));
  return {
    ...{ count, smallest, largest, recipientCount, byStatus },
    gross: Number(sum.gross),
    reversed: Number(sum.reversed),
    topRecipients: (most) => top.slice(0, most),
    buckets: interval === null ? new Map() : bucketsOf(sum, interval),
  };
}

function bucketsOf({ days }: HistorySum, interval: SummaryInterval): ReadonlyMap<number, Share> {
  const buckets = new Map<number, Share>();
  for (const { startMs, count, net } of days) {
    const bucket = bucketStart(startMs, interval);
    const share = buckets.get(bucket) ?? { count: 0, net: 0 };
    buckets.set(bucket, { count: share.count + count, net: share.net + Number(net) });
  }
  return buckets;
}
