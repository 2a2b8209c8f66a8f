import { err, ok, Result } from "neverthrow";
import type { CurrencySummary, PayoutSummary, SummaryInterval, TimelineBucket } from "../domain/summary.ts";
import { CurrencyTally, type Share, type TalliedTransfer } from "./currency-tally.ts";
import { bucketStart, countBuckets, dayOf, nextBucket } from "./timeline.ts";

/** How a summary is made; times in milliseconds since the epoch, `null` where there is no bound. */
export interface SummaryPlan {
  /** `null` for an empty timeline. */
  readonly interval: SummaryInterval | null;
  /** How many recipients to name. */
  readonly top: number;
  readonly fromMs: number | null;
  /** Exclusive. */
  readonly toMs: number | null;
}

/** Sums up transfers, in whatever order they are added. */
export class SummaryTally {
  readonly #plan: SummaryPlan;
  readonly #currencies = new Map<string, CurrencyTally>();
  #count = 0;

  constructor(plan: SummaryPlan) {
    this.#plan = plan;
  }

  /** Adds one transfer, or says that a sum would be inexact. */
  add(transfer: TalliedTransfer): Result<void, "sum_too_large"> {
    this.#count += 1;
    let tally = this.#currencies.get(transfer.currency);
    if (tally === undefined) {
      tally = new CurrencyTally(this.#plan.interval);
      this.#currencies.set(transfer.currency, tally);
    }
    return tally.add(transfer);
  }

  /** What was added so far. */
  summary(): Result<Summarized, "timeline_too_long"> {
    return summarize(this.#currencies, this.#count, this.#plan);
  }
}

/** A summary of which nobody has said yet how fresh it is. */
export type Summarized = Omit<PayoutSummary, "asOf">;

/** What one currency comes to, as a summary needs it. */
export type CurrencyFigures = Pick<
  CurrencyTally,
  "count" | "gross" | "reversed" | "smallest" | "largest" | "recipientCount" | "byStatus" | "topRecipients"
> & {
  /** By the starts of the buckets in which money moved, milliseconds since the epoch. */
  readonly buckets: ReadonlyMap<number, Readonly<Share>>;
};

/** Makes the summary of the figures of each currency, and of so many transfers in all. */
export function summarize(
  figures: ReadonlyMap<string, CurrencyFigures>,
  count: number,
  plan: SummaryPlan,
): Result<Summarized, "timeline_too_long"> {
  const sorted = [...figures].sort(([left], [right]) => (left < right ? -1 : 1));
  const summaries = sorted.map(([currency, ofCurrency]) => summarizeCurrency(currency, ofCurrency, plan));
  return Result.combine(summaries).map((currencies) => ({ count, currencies }));
}

/** Whether the timeline between two bounds would be longer than anybody can use. */
export function isTimelineTooLong({ interval, fromMs, toMs }: SummaryPlan): boolean {
  if (interval === null || fromMs === null || toMs === null || fromMs >= toMs) return false;
  return isTooMany(countBuckets(bucketStart(fromMs, interval), bucketStart(toMs - 1, interval), interval));
}

/** The longest timeline, in buckets. */
export const mostBuckets = 10_000;

function summarizeCurrency(
  currency: string,
  tally: CurrencyFigures,
  plan: SummaryPlan,
): Result<CurrencySummary, "timeline_too_long"> {
  const { count, gross, reversed, smallest, largest, recipientCount, byStatus } = tally;
  // Dividing the remainder away first keeps the floor exact for the largest sums.
  const average = count === 0 ? 0 : (gross - (gross % count)) / count;
  const amounts = { currency, count, gross, reversed, net: gross - reversed, average, smallest, largest };
  const topRecipients = tally.topRecipients(plan.top);
  return makeTimeline(tally, plan).map((timeline) => ({
    ...amounts,
    recipientCount,
    byStatus: { ...byStatus },
    topRecipients,
    timeline,
  }));
}

function makeTimeline(tally: CurrencyFigures, plan: SummaryPlan): Result<TimelineBucket[], "timeline_too_long"> {
  const { interval } = plan;
  const span = interval === null ? null : timelineSpan(tally, plan, interval);
  if (interval === null || span === null) return ok([]);
  if (isTooMany(countBuckets(span.firstMs, span.lastMs, interval))) return err("timeline_too_long");
  const timeline: TimelineBucket[] = [];
  for (let startMs = span.firstMs; startMs <= span.lastMs; startMs = nextBucket(startMs, interval)) {
    const { count, net } = tally.buckets.get(startMs) ?? { count: 0, net: 0 };
    timeline.push({ start: dayOf(startMs), count, net });
  }
  return ok(timeline);
}

// A bucket at the very end of time has no start, and then there is no number of them.
function isTooMany(count: number): boolean {
  return Number.isNaN(count) || count > mostBuckets;
}

function timelineSpan(
  tally: CurrencyFigures,
  { fromMs, toMs }: SummaryPlan,
  interval: SummaryInterval,
): { readonly firstMs: number; readonly lastMs: number } | null {
  let firstMs = fromMs === null ? Infinity : bucketStart(fromMs, interval);
  let lastMs = toMs === null ? -Infinity : bucketStart(toMs - 1, interval);
  for (const startMs of tally.buckets.keys()) {
    firstMs = Math.min(firstMs, startMs);
    lastMs = Math.max(lastMs, startMs);
  }
  return firstMs === Infinity || lastMs === -Infinity ? null : { firstMs, lastMs };
}
