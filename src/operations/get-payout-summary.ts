import { err, errAsync, ok, type Result, type ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import type { PayoutSummary, SummaryInterval, SummaryRequest } from "../domain/summary.ts";
import { type CallLimits, readCallLimits } from "./call-limits.ts";
import { type Filters, readFields, readFilters, readInteger, readOneOf } from "./filters.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { QueryContext } from "./query-context.ts";
import type { QueryError } from "./query-error.ts";
import { reading } from "./read.ts";
import { sumTooLarge } from "./sum-too-large.ts";
import { isTimelineTooLong, mostBuckets, type SummaryPlan, SummaryTally } from "./summarize.ts";
import { visitTransfers } from "./visit-transfers.ts";

/**
 * What was paid, currency by currency: sums, extremes, recipients and a timeline. A sum that no number can
 * hold exactly and a timeline of more than 10,000 buckets are `INVALID_REQUEST`.
 */
export function getPayoutSummary(
  context: QueryContext,
  request?: SummaryRequest,
  options?: CallOptions,
): ResultAsync<PayoutSummary, QueryError> {
  const wanted = readRequest(context, request, options);
  if (wanted.isErr()) return errAsync(wanted.error);
  const { filters, plan, limits } = wanted.value;
  return reading<PayoutSummary, QueryError>(context, limits, async (reader) => {
    const tally = new SummaryTally(plan);
    const visited = await visitTransfers(context, reader, filters, (transfer) =>
      tally.add(transfer).mapErr(sumTooLarge),
    );
    return visited.isErr() ? err(visited.error) : tally.summary().mapErr(() => invalidRequest([timelineTooLong]));
  });
}

interface WantedSummary {
  readonly filters: Filters;
  readonly plan: SummaryPlan;
  readonly limits: CallLimits;
}

function readRequest(
  context: QueryContext,
  request: unknown,
  options: unknown,
): Result<WantedSummary, PayoutError<"INVALID_REQUEST">> {
  const issues: Issue[] = [];
  const fields = readFields(request, issues);
  const filters = readFilters(fields, issues);
  const interval = readOneOf("interval", intervals, fields["interval"], issues);
  const top = readInteger("top", { least: 0, most: 1000, byDefault: 10 }, fields["top"], issues);
  const plan = { interval, top, fromMs: filters.fromMs, toMs: filters.toMs };
  if (isTimelineTooLong(plan)) issues.push(timelineTooLong);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  return issues.length > 0 ? err(invalidRequest(issues)) : ok({ filters, plan, limits });
}

const intervals: readonly SummaryInterval[] = ["day", "week", "month"];

const timelineTooLong: Issue = {
  path: "interval",
  message: `the timeline would have more than ${mostBuckets} buckets; choose a wider interval or a shorter time`,
};
