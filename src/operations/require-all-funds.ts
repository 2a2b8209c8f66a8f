import { err, ok, type Result } from "neverthrow";
import type { BatchPlan } from "../domain/batch.ts";
import { PayoutError } from "../domain/errors.ts";
import { amountIn, type Money, MoneyTotals } from "../domain/money.ts";
import { isObject } from "../domain/payout-request.ts";
import type { Account } from "../lifecycle/account.ts";
import type { BatchTerms } from "./batch-options.ts";
import type { OperationContext } from "./context.ts";
import { addUp } from "./plan-batch.ts";

/** A batch that is held in memory whole. */
export interface ArrayTerms extends Pick<BatchTerms, "limits" | "maxProblems"> {
  readonly payouts: readonly unknown[];
  /** What transfers can draw on, `null` where the key may not read it. */
  readonly spendable: Promise<Result<readonly Money[] | null, PayoutError<"API_ERROR">>>;
}

/**
 * Fails unless the balance covers everything that would open a new attempt. A store that has lost payouts makes
 * the sum too large, so a shortfall counts only after the ones it doesn't know were looked up.
 */
export async function requireAllFunds(
  context: OperationContext,
  account: Account,
  terms: ArrayTerms,
): Promise<Result<void, PayoutError<"INVALID_REQUEST" | "INSUFFICIENT_BALANCE" | "API_ERROR">>> {
  const signal = terms.limits.signal ?? new AbortController().signal;
  const spendable = await terms.spendable;
  if (spendable.isErr()) return err(spendable.error);
  if (spendable.value === null || coversEverything(spendable.value, terms.payouts)) return ok(undefined);
  const planTerms = { account, lookUp: false, maxProblems: 0, limits: terms.limits, signal, recipients: null };
  let plan = await addUp(context, terms, planTerms);
  const short = plan.isOk() && shortfall(plan.value) !== null;
  if (short && (await context.payer.needsLookup(account))) {
    plan = await addUp(context, terms, { ...planTerms, lookUp: true });
  }
  if (plan.isErr()) return signal.aborted ? ok(undefined) : err(plan.error);
  const missing = shortfall(plan.value);
  return missing === null ? ok(undefined) : err(missing);
}

/** Whether there is enough even if every payout had to be sent, so that the store needn't be asked first. */
function coversEverything(spendable: readonly Money[], payouts: readonly unknown[]): boolean {
  const totals = new MoneyTotals();
  for (const payout of payouts) {
    const money = moneyOf(payout);
    if (money !== null && totals.add(money).isErr()) return false;
  }
  return totals.toMoney().every(({ amount, currency }) => amount <= amountIn(spendable, currency));
}

/** What a row asks for if it asks for anything, however wrong the rest of it is. */
function moneyOf(payout: unknown): Money | null {
  try {
    const { amount, currency } = isObject(payout) ? payout : {};
    const isMoney = typeof amount === "number" && amount > 0 && typeof currency === "string";
    return isMoney ? { amount, currency: currency.toLowerCase() } : null;
  } catch {
    return null;
  }
}

function shortfall({ currencies }: BatchPlan): PayoutError<"INSUFFICIENT_BALANCE"> | null {
  const missing = currencies.find((entry) => entry.shortfall > 0);
  if (missing === undefined) return null;
  const { currency, required, available } = missing;
  return new PayoutError({
    code: "INSUFFICIENT_BALANCE",
    reason: "insufficient_balance",
    outcome: "not_created",
    details: { currency, required, available },
    message: `the batch needs ${required} and ${available ?? 0} is available (${currency}, minor units); nothing was sent`,
  });
}

