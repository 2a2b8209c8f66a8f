import type { Money } from "../../domain/money.ts";
import { isObject } from "../../domain/payout-request.ts";
import type { ProviderBalance, RecipientCheck } from "../../ports/transfer-provider.ts";
import { readToken } from "./failure.ts";
import { isAccountId } from "./ids.ts";

/** The account's money as Stripe tells it, `null` if the value isn't a balance. */
export function balanceFromStripe(value: unknown): ProviderBalance | null {
  if (!isObject(value)) return null;
  const available = readFunds(value["available"], wholeAmount);
  const spendable = readFunds(value["available"], cardAmount);
  const pending = readFunds(value["pending"], wholeAmount);
  if (available === null || spendable === null || pending === null) return null;
  return { available, pending, spendable };
}

/** The id of an account, `null` if the value isn't one. */
export function accountFromStripe(value: unknown): string | null {
  if (!isObject(value) || !isAccountId(value["id"])) return null;
  return value["id"];
}

/** Whether an account can be paid, `null` if the value isn't an account. */
export function checkFromStripe(value: unknown): RecipientCheck | null {
  if (!isObject(value) || accountFromStripe(value) === null) return null;
  const { capabilities, requirements } = value;
  const transfers = isObject(capabilities) ? readToken(capabilities["transfers"]) : null;
  if (transfers === "active") return { ready: true, missing: null };
  const why = isObject(requirements) ? readToken(requirements["disabled_reason"]) : null;
  const due = isObject(requirements) ? readTokens(requirements["currently_due"]) : [];
  const words = [`capability transfers: ${transfers ?? "not requested"}`];
  if (why !== null) words.push(`disabled_reason: ${why}`);
  if (due.length > 0) words.push(`currently_due: ${due.join(", ")}`);
  return { ready: false, missing: words.join("; ") };
}

type ReadAmount = (funds: Readonly<Record<string, unknown>>) => unknown;

function readFunds(value: unknown, readAmount: ReadAmount): readonly Money[] | null {
  if (!Array.isArray(value)) return null;
  const money: Money[] = [];
  for (const funds of value) {
    const { currency } = isObject(funds) ? funds : {};
    const amount = isObject(funds) ? readAmount(funds) : null;
    if (typeof currency !== "string" || typeof amount !== "number" || !Number.isSafeInteger(amount)) return null;
    money.push({ amount, currency: currency.toLowerCase() });
  }
  return money.sort((left, right) => (left.currency < right.currency ? -1 : 1));
}

function wholeAmount(funds: Readonly<Record<string, unknown>>): unknown {
  return funds["amount"];
}

/** A transfer draws on one source type, and on `card` unless it says otherwise. */
function cardAmount(funds: Readonly<Record<string, unknown>>): unknown {
  const sources = funds["source_types"];
  if (!isObject(sources) || Object.keys(sources).length === 0) return funds["amount"];
  return sources["card"] ?? 0;
}

function readTokens(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(readToken).filter((token) => token !== null) : [];
}
