import type { Issue } from "../domain/errors.ts";
import { describe, isObject, parseAmount, parseCurrencyField, parseReference } from "../domain/payout-request.ts";
import { referenceProblem } from "../domain/reference.ts";
import { readId } from "./filters.ts";

/** An earning that was checked; `reference` is `null` while it is free. */
export interface CheckedEarning {
  readonly id: string;
  readonly recipientId: string;
  readonly amount: number;
  readonly currency: string;
  readonly reference: string | null;
}

/** Checks a list of earnings and notes everything that is wrong with it. */
export function readEarnings(input: unknown, issues: Issue[]): CheckedEarning[] {
  if (!Array.isArray(input)) {
    issues.push({ path: "earnings", message: `expected an array of earnings, got ${describe(input)}` });
    return [];
  }
  const earnings: CheckedEarning[] = [];
  const seen: Seen = { places: new Map(), payouts: new Map() };
  // By index, so that a hole in the array is looked at too.
  for (let index = 0; index < input.length; index += 1) {
    const path = `earnings[${index}]`;
    const earning = readEarning(path, input[index], seen, issues);
    if (earning === null) continue;
    noteSharedReference(path, earning, seen, issues);
    earnings.push(earning);
  }
  return earnings;
}

/** Checks a run's name; notes what is wrong with it. */
export function readRun(value: unknown, issues: Issue[]): string {
  const expected = "expected the run's name, 1 to 64 characters without a colon, such as 2026-11";
  if (typeof value !== "string" || [...value].length > 64) {
    issues.push({ path: "run", message: `${expected}, got ${describe(value)}` });
    return "";
  }
  // A colon would let two runs make the same reference: "a" for "b:c" and "a:b" for "c".
  const problem = value.includes(":") ? `${expected}, got ${describe(value)}` : referenceProblem(value);
  if (problem !== null) issues.push({ path: "run", message: problem });
  return value;
}

/** What was met on the way through a list. */
interface Seen {
  /** The place of each earning, by its id. */
  readonly places: Map<string, string>;
  /** The first earning of each recorded payout, by its reference. */
  readonly payouts: Map<string, CheckedEarning>;
}

function readEarning(path: string, value: unknown, seen: Seen, issues: Issue[]): CheckedEarning | null {
  if (!isObject(value)) {
    issues.push({ path, message: `expected an earning, got ${describe(value)}` });
    return null;
  }
  const before = issues.length;
  const id = readName(`${path}.id`, value["id"], issues);
  noteRepeatedId(path, id, seen, issues);
  const recipientId = readId(`${path}.recipientId`, value["recipientId"], issues);
  const amount = parseAmount(value["amount"]);
  if (amount.isErr()) issues.push({ path: `${path}.amount`, message: amount.error });
  const currency = parseCurrencyField(value["currency"]);
  if (currency.isErr()) issues.push({ path: `${path}.currency`, message: currency.error });
  const given = value["reference"] ?? null;
  const reference = given === null ? null : readName(`${path}.reference`, given, issues);
  if (amount.isErr() || currency.isErr() || issues.length > before) return null;
  return { id, recipientId, amount: amount.value, currency: currency.value, reference };
}

function readName(path: string, value: unknown, issues: Issue[]): string {
  return parseReference(value).match(
    (name) => name,
    (message) => {
      issues.push({ path, message });
      return "";
    },
  );
}

function noteRepeatedId(path: string, id: string, { places }: Seen, issues: Issue[]): void {
  if (id === "") return;
  const place = places.get(id);
  if (place === undefined) places.set(id, path);
  else issues.push({ path: `${path}.id`, message: `${describe(id)} is the id of ${place} already` });
}

function noteSharedReference(path: string, earning: CheckedEarning, { payouts }: Seen, issues: Issue[]): void {
  const { reference, recipientId, currency } = earning;
  if (reference === null) return;
  const first = payouts.get(reference);
  if (first === undefined) payouts.set(reference, earning);
  else if (first.recipientId !== recipientId || first.currency !== currency) {
    const message = `${describe(reference)} is the payout of another recipient or currency, with the earning ${describe(first.id)}`;
    issues.push({ path: `${path}.reference`, message });
  }
}
