import type { BatchPlan, PlannedCurrency } from "../index.ts";
import { plural, type ShowMoney } from "./format-money.ts";

/** What a batch would do, for the person who decides about it. */
export function planLines(plan: BatchPlan, show: ShowMoney): string[] {
  return [
    `${plural(plan.toSend, "payout")} to send, to ${plural(plan.recipientCount, "recipient")}, out of ${plural(
      plan.total,
      "row",
    )}:`,
    ...(plan.currencies.length === 0 ? ["  nothing"] : plan.currencies.map((entry) => currencyLine(entry, show))),
    ...countLine("already paid", plan.alreadyPaid),
    ...countLine("still open from an earlier run, settled first", plan.open),
    ...countLine("the same payout again", plan.duplicates),
    ...countLine("wouldn't be sent", plan.problems.length + plan.problemsOmitted),
  ];
}

/** Whether a plan would be paid in full. */
export function planHolds(plan: BatchPlan): boolean {
  return (
    plan.problems.length === 0 && plan.problemsOmitted === 0 && plan.currencies.every((entry) => entry.shortfall === 0)
  );
}

function currencyLine(planned: PlannedCurrency, show: ShowMoney): string {
  const { currency, count, required, available, shortfall } = planned;
  const missing = shortfall === 0 ? "" : `, ${show({ amount: shortfall, currency })} too little`;
  const have = available === null ? "the key may not read what is" : show({ amount: available, currency });
  return `  ${show({ amount: required, currency })} in ${plural(count, "payout")}; ${have} available${missing}`;
}

function countLine(label: string, count: number): string[] {
  return count === 0 ? [] : [`  ${plural(count, "row")}: ${label}`];
}
