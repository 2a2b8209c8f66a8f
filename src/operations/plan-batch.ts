import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { BatchOptions, BatchPlan } from "../domain/batch.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { PayoutRequest } from "../domain/payout-request.ts";
import { batchOptionNames, type BatchTerms, readBatchTerms } from "./batch-options.ts";
import type { OperationContext } from "./context.ts";
import { unlessStopped } from "../lifecycle/unless-stopped.ts";
import { ItemReader } from "./item-reader.ts";
import { Planner, type PlanTerms } from "./plan-payouts.ts";
import type { QueryError } from "./query-error.ts";
import { RecipientChecks } from "./recipient-checks.ts";
import { unreadable } from "./unreadable.ts";
import { Waiting } from "./waiting.ts";

/**
 * How a plan is made. `timeoutMs` is for the whole of it. Each question to the provider or the store has the client's
 * own besides, in which its wait for its turn counts.
 */
export interface PlanOptions extends Pick<BatchOptions, "signal" | "timeoutMs" | "maxProblems"> {
  /** Whether the provider is asked if the recipients can be paid, each once; false by default. */
  readonly checkRecipients?: boolean | undefined;
}

/** Says what a batch would do; sends nothing. */
export function planBatch(
  context: OperationContext,
  payouts: Iterable<PayoutRequest> | AsyncIterable<PayoutRequest>,
  options?: PlanOptions,
): ResultAsync<BatchPlan, QueryError> {
  const terms = readBatchTerms(payouts, options, untimedMs, [...batchOptionNames, "checkRecipients"]);
  if (terms.isErr()) return errAsync(terms.error);
  const waiting = new Waiting(context.clock, terms.value.limits);
  const planned = plan(context, terms.value, { waiting, checks: options?.checkRecipients === true });
  return new ResultAsync(planned.finally(() => waiting.close()));
}

interface PlanCall {
  readonly waiting: Waiting;
  readonly checks: boolean;
}

async function plan(context: OperationContext, terms: BatchTerms, { waiting, checks }: PlanCall): Promise<Result<BatchPlan, QueryError>> {
  const { signal } = waiting;
  const limits = { signal, timeoutMs: context.timeoutMs };
  const account = await unlessStopped(context.lifecycle.account(), signal);
  if (account === null) return err(waiting.error(null));
  if (account.isErr()) return err(account.error);
  const lookUp = await unlessStopped(Promise.resolve(context.payer.needsLookup(account.value)), signal);
  if (lookUp === null) return err(waiting.error(null));
  const recipients = checks ? new RecipientChecks(context, limits) : null;
  const { maxProblems } = terms;
  const planned = await addUp(context, terms, { account: account.value, lookUp, maxProblems, limits, signal, recipients });
  return planned.isErr() && signal.aborted ? err(waiting.error(null)) : planned;
}

/** Reads every payout once and adds up what would be sent, beside what is available. */
export async function addUp(
  context: OperationContext,
  terms: Pick<BatchTerms, "payouts" | "maxProblems">,
  planTerms: PlanTerms,
): Promise<Result<BatchPlan, PayoutError<"INVALID_REQUEST" | "API_ERROR">>> {
  const planner = new Planner(context, planTerms);
  const { signal, lookUp, recipients } = planTerms;
  const reader = new ItemReader(terms.payouts, signal);
  const size = lookUp || recipients !== null ? context.provider.capabilities.concurrency : pageSize;
  let failure: PayoutError<"INVALID_REQUEST" | "API_ERROR"> | null = null;
  for (let more = true; more && failure === null; ) {
    const page = await reader.page(size, context.clock);
    const added = await planner.add(page);
    if (added.isErr()) failure = added.error;
    more = page.length > 0;
  }
  const end = await reader.close();
  if (end.thrown !== null) return err(unreadable(end));
  if (failure !== null) return err(failure);
  if (signal.aborted) return err(apiError("aborted", "not_created", "the call was ended by its signal"));
  const money = await context.payer.funds.read();
  return money.andThen((available) => ok(planner.plan(available)));
}

// More at once are no faster, and what they leave behind takes more memory.
const pageSize = 200;
// A plan of a million rows takes as long as it takes, unless its caller says how long.
const untimedMs = 2 ** 31 - 1;
