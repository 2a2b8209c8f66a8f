import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { BatchOptions, BatchPlan } from "../domain/batch.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { PayoutRequest } from "../domain/payout-request.ts";
import { type BatchTerms, readBatchTerms } from "./batch-options.ts";
import type { OperationContext } from "./context.ts";
import { inLanes } from "./lanes.ts";
import { Planner, type PlanTerms } from "./plan-payouts.ts";
import type { QueryError } from "./query-error.ts";
import { unreadable } from "./unreadable.ts";

/** How a plan is made. */
export type PlanOptions = Pick<BatchOptions, "signal" | "timeoutMs" | "maxProblems">;

/** Says what a batch would do; sends nothing. */
export function planBatch(
  context: OperationContext,
  payouts: Iterable<PayoutRequest> | AsyncIterable<PayoutRequest>,
  options?: PlanOptions,
): ResultAsync<BatchPlan, QueryError> {
  const terms = readBatchTerms(payouts, options, context.timeoutMs);
  return terms.isErr() ? errAsync(terms.error) : new ResultAsync(plan(context, terms.value));
}

async function plan(context: OperationContext, terms: BatchTerms): Promise<Result<BatchPlan, QueryError>> {
  const account = await context.lifecycle.account();
  if (account.isErr()) return err(account.error);
  const signal = terms.limits.signal ?? new AbortController().signal;
  const lookUp = await context.payer.needsLookup(account.value);
  return addUp(context, terms, { account: account.value, lookUp, maxProblems: terms.maxProblems, signal });
}

/** Reads every payout once and adds up what would be sent, beside what is available. */
export async function addUp(
  context: OperationContext,
  terms: Pick<BatchTerms, "payouts" | "maxProblems">,
  planTerms: PlanTerms,
): Promise<Result<BatchPlan, PayoutError<"INVALID_REQUEST" | "API_ERROR">>> {
  const planner = new Planner(context, planTerms);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, planTerms.signal]);
  let failure: PayoutError<"INVALID_REQUEST" | "API_ERROR"> | null = null;
  const lanes = planTerms.lookUp ? context.provider.capabilities.concurrency : lanesInStore;
  const end = await inLanes(terms.payouts, lanes, signal, async (item) => {
    const added = await planner.add(item);
    if (added.isOk()) return;
    failure ??= added.error;
    stop.abort();
  });
  if (end.thrown !== null) return err(unreadable(end));
  if (failure !== null) return err(failure);
  if (planTerms.signal.aborted) return err(apiError("aborted", "not_created", "the call was ended by its signal"));
  const money = await context.payer.funds.read();
  return money.andThen((available) => ok(planner.plan(available)));
}

const lanesInStore = 200;
