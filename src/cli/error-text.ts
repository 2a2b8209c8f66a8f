import type { FieldDifference, PayoutError, ReferenceConflict } from "../index.ts";
import { isNeverSynced, wasReversed } from "./describe-error.ts";
import type { ShowMoney } from "./format-money.ts";

/**
 * What went wrong, for people. The library's messages count in minor units as its interface does, so where amounts are
 * told they are worded here, from the error's details.
 */
export function errorText(error: PayoutError, show: ShowMoney): string {
  if (wasReversed(error)) return `it was paid before by transfer ${error.details.transfer.id}, which has been reversed since`;
  switch (error.code) {
    case "INSUFFICIENT_BALANCE":
      return balanceText(error.details, show);
    case "BELOW_MINIMUM_THRESHOLD":
      return minimumText(error.details, show);
    case "INVALID_REQUEST":
      return requestText(error, show);
    default:
      return error.message;
  }
}

function balanceText(details: PayoutError<"INSUFFICIENT_BALANCE">["details"], show: ShowMoney): string {
  const { currency, required, available } = details;
  const needed = show({ amount: required, currency });
  if (available === null) return `the available balance doesn't cover ${needed}`;
  return `the available balance of ${show({ amount: available, currency })} doesn't cover ${needed}`;
}

function minimumText(details: PayoutError<"BELOW_MINIMUM_THRESHOLD">["details"], show: ShowMoney): string {
  const { currency, amount, minimum } = details;
  const asked = show({ amount, currency });
  return minimum === null
    ? `${asked} is less than the provider transfers`
    : `${asked} is below the minimum of ${show({ amount: minimum, currency })}`;
}

function requestText(error: PayoutError<"INVALID_REQUEST">, show: ShowMoney): string {
  if (isNeverSynced(error)) return "the store has mirrored nothing of this account yet";
  const { conflict } = error.details;
  return conflict === undefined ? error.message : conflictText(error, conflict, show);
}

function conflictText({ reference = "" }: PayoutError, { differences, payout }: ReferenceConflict, show: ShowMoney): string {
  const other = differences.find(({ field }) => field === "currency")?.given ?? payout.currency;
  const told = differences.map((difference) => differenceText(difference, [payout.currency, String(other)], show));
  return `the reference ${JSON.stringify(reference)} already names another payout: ${told.join(", ")}`;
}

function differenceText({ field, stored, given }: FieldDifference, currencies: readonly [string, string], show: ShowMoney): string {
  const side = (value: string | number, currency: string): string =>
    typeof value === "number" ? show({ amount: value, currency }) : value;
  return `its ${field} is ${side(stored, currencies[0])}, not ${side(given, currencies[1])}`;
}
