import { err, errAsync, ok, type Result, type ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import { type HistorySource, withAsOf } from "../domain/history.ts";
import type { PayoutSummary, SummaryInterval, SummaryRequest } from "../domain/summary.ts";
import type { HistorySums } from "../ports/transfer-history.ts";
import { type CallLimits, readCallLimits } from "./call-limits.ts";
import { filterNames, type Filters, readFields, readFilters, readInteger, readOneOf } from "./filters.ts";
import { figuresOf } from "./history-figures.ts";
import { invalidRequest } from "./invalid-request.ts";
import { type MirrorContext, readHistorySource, sumFromStore } from "./mirror.ts";
import type { QueryError } from "./query-error.ts";
import { type Reader, reading } from "./read.ts";
import { sumTooLarge } from "./sum-too-large.ts";
import { isTimelineTooLong, mostBuckets, summarize, type Summarized, type SummaryPlan, SummaryTally } from "./summarize.ts";
import { asProvided } from "./to-transfer.ts";
import { visitTransfers } from "./visit-transfers.ts";

/**
 * What was paid, currency by currency: sums, extremes, recipients and a timeline. A sum that no number can
 * hold exactly and a timeline of more than 10,000 buckets are `INVALID_REQUEST`.
 */
export function getPayoutSummary(
  context: MirrorContext,
  request?: SummaryRequest,
  options?: CallOptions,
): ResultAsync<PayoutSummary, QueryError> {
  const wanted = readRequest(context, request, options);
  if (wanted.isErr()) return errAsync(wanted.error);
  const { filters, plan, history, limits } = wanted.value;
  return reading<PayoutSummary, QueryError>(context, limits, async (reader) => {
    if (history === "provider") return summaryFromProvider(context, reader, filters, plan);
    const sums = await sumFromStore(context, reader, { ...filters, top: plan.top, days: plan.interval !== null });
    if (sums.isErr()) return err(sums.error);
    return sums.value === null ? summaryFromProvider(context, reader, filters, plan) : summaryOf(sums.value, plan);
  });
}

async function summaryFromProvider(
  context: MirrorContext,
  reader: Reader,
  filters: Filters,
  plan: SummaryPlan,
): Promise<Result<PayoutSummary, QueryError>> {
  const startedAtMs = context.clock.now();
  const tally = new SummaryTally(plan);
  const visited = await visitTransfers(context, reader, { filters, tell: asProvided }, (transfer) =>
    tally.add(transfer).mapErr(sumTooLarge),
  );
  if (visited.isErr()) return err(visited.error);
  return freshSummary(tally.summary(), startedAtMs);
}

function summaryOf({ currencies, coveredMs }: HistorySums, plan: SummaryPlan): Result<PayoutSummary, QueryError> {
  if (currencies.some(({ gross }) => gross > BigInt(Number.MAX_SAFE_INTEGER))) return err(sumTooLarge());
  const figures = new Map(currencies.map((sum) => [sum.currency, figuresOf(sum, plan.interval)]));
  const counts = currencies.flatMap(({ byStatus }) => Object.values(byStatus));
  const count = counts.reduce((all, some) => all + some, 0);
  return freshSummary(summarize(figures, count, plan), coveredMs);
}

function freshSummary(summary: Result<Summarized, "timeline_too_long">, asOfMs: number): Result<PayoutSummary, QueryError> {
  return summary.map((told) => withAsOf(told, asOfMs)).mapErr(() => invalidRequest([timelineTooLong]));
}

interface WantedSummary {
  readonly filters: Filters;
  readonly plan: SummaryPlan;
  readonly history: HistorySource;
  readonly limits: CallLimits;
}

function readRequest(
  context: MirrorContext,
  request: unknown,
  options: unknown,
): Result<WantedSummary, PayoutError<"INVALID_REQUEST">> {
  const issues: Issue[] = [];
  const fields = readFields(request, [...filterNames, "interval", "top", "history"], issues);
  const filters = readFilters(fields, issues);
  const interval = readOneOf("interval", intervals, fields["interval"], issues);
  const top = readInteger("top", { least: 0, most: 1000, byDefault: 10 }, fields["top"], issues);
  const plan = { interval, top, fromMs: filters.fromMs, toMs: filters.toMs };
  if (isTimelineTooLong(plan)) issues.push(timelineTooLong);
  const history = readHistorySource(fields["history"], issues);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  return issues.length > 0 ? err(invalidRequest(issues)) : ok({ filters, plan, history, limits });
}

const intervals: readonly SummaryInterval[] = ["day", "week", "month"];

const timelineTooLong: Issue = {
  path: "interval",
  message: `the timeline would have more than ${mostBuckets} buckets; choose a wider interval or a shorter time`,
};
