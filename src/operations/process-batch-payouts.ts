import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import type { BatchOptions, BatchReport } from "../domain/batch.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { PayoutRequest } from "../domain/payout-request.ts";
import { type BatchTerms, readBatchTerms } from "./batch-options.ts";
import { BatchRun } from "./batch-run.ts";
import type { OperationContext } from "./context.ts";
import { inLanes } from "./lanes.ts";
import { settleOpen } from "./recover.ts";
import { requireAllFunds } from "./require-all-funds.ts";
import { unreadable } from "./unreadable.ts";

/** Why a batch couldn't start. */
export type BatchError = PayoutError<"INVALID_REQUEST" | "INSUFFICIENT_BALANCE" | "API_ERROR">;

/** Pays many payouts, each at most once, and reports what became of them. */
export function processBatchPayouts(
  context: OperationContext,
  payouts: Iterable<PayoutRequest> | AsyncIterable<PayoutRequest>,
  options?: BatchOptions,
): ResultAsync<BatchReport, BatchError> {
  const terms = readBatchTerms(payouts, options, context.timeoutMs);
  return terms.isErr() ? errAsync(terms.error) : new ResultAsync(process(context, terms.value));
}

async function process(context: OperationContext, terms: BatchTerms): Promise<Result<BatchReport, BatchError>> {
  const needsAll = terms.requireFunds === "all" && (context.checkBalance || terms.fundsAskedFor);
  // It is asked for now, because it takes as long as to ask which account is called.
  const spendable = needsAll ? context.payer.funds.read() : null;
  const account = await context.lifecycle.account();
  if (account.isErr()) return err(account.error);
  const run = new BatchRun(context, account.value, terms);
  const earlier = await settleOpen(context, terms.limits, (reference, result) => {
    if (result.isOk()) run.settledBefore(reference);
  });
  if (earlier.isErr()) return err(earlier.error);
  if (spendable === null) {
    return ok(await run.pay(terms.payouts, terms.requireFunds === "each" && context.checkBalance));
  }
  const payouts = await inMemory(terms);
  if (payouts.isErr()) return err(payouts.error);
  const covered = await requireAllFunds(context, account.value, { ...terms, payouts: payouts.value, spendable });
  return covered.isErr() ? err(covered.error) : ok(await run.pay(payouts.value, false));
}

/** Whoever asks for the funds of all has to show all first. */
async function inMemory({ payouts }: BatchTerms): Promise<Result<readonly unknown[], PayoutError<"INVALID_REQUEST">>> {
  if (Array.isArray(payouts)) return ok(payouts);
  const all: unknown[] = [];
  const signal = new AbortController().signal;
  const end = await inLanes(payouts, 1, signal, ({ value }) => Promise.resolve(void all.push(value)));
  return end.thrown === null ? ok(all) : err(unreadable(end));
}
