import { err, ok, type Result } from "neverthrow";
import { sha256Hex } from "../domain/digest.ts";
import type { CarriedEarnings, Earning, EarningsPayout, GroupedEarnings, GroupEarningsOptions } from "../domain/earnings.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import { addAmounts } from "../domain/money.ts";
import { describe, isObject } from "../domain/payout-request.ts";
import { referenceProblem } from "../domain/reference.ts";
import { unknownFields } from "../domain/words.ts";
import type { Transfer } from "../domain/transfer.ts";
import { invalidRequest } from "./invalid-request.ts";
import { type CheckedEarning, readEarnings, readRun } from "./read-earnings.ts";
import { readMinimums } from "./read-minimums.ts";

/**
 * Groups earnings into one payout for each recipient and currency, and tells what stays below the minimum and
 * is carried to a later run. It is a pure function: the same earnings, in any order, give the same answer.
 *
 * A new payout's reference is `run:recipientId:currency` and nothing of the earnings in it, so that a run that
 * is repeated with other earnings can't pay any of them a second time. Record each payout's reference with its
 * earnings before you send it, and give those references back as `reference`: an earning that has one is paid
 * under that one alone, whatever the run is called. What is earned after this run has got a payout for its
 * recipient and currency waits for the next run.
 *
 * Fails with `INVALID_REQUEST`, listing every issue: an id that stands there twice, an amount that isn't a
 * positive integer, a currency that isn't known, a sum too large to be counted exactly, a reference shared by
 * two recipients.
 *
 * @example
 * const earnings = [
 *   { id: "sale_1", recipientId: "acct_maya", amount: 640, currency: "usd" },
 *   { id: "sale_2", recipientId: "acct_maya", amount: 700, currency: "usd" },
 *   { id: "sale_3", recipientId: "acct_noor", amount: 300, currency: "usd" },
 * ];
 * const grouped = groupEarnings(earnings, { run: "2026-11", minimums: { usd: 1000 } });
 * // payouts: 2026-11:acct_maya:usd with 1340; carried: 300 of acct_noor
 */
export function groupEarnings(
  earnings: readonly Earning[],
  options: GroupEarningsOptions,
): Result<GroupedEarnings, PayoutError<"INVALID_REQUEST">> {
  try {
    return group(earnings, options);
  } catch {
    return err(invalidRequest([{ path: "", message: "expected plain objects, got one that throws when it is read" }]));
  }
}

/**
 * Whether a transfer paid exactly the earnings of this payout. It is false if other earnings were paid under the
 * same reference, as by a run that is repeated without those it paid before. What isn't paid belongs into a
 * later run.
 *
 * @example
 * if (item.status === "paid" && isPaidBy(payout, item.transfer)) await markAsPaid(payout.earningIds);
 */
export function isPaidBy(payout: EarningsPayout, transfer: Transfer): boolean {
  return (
    transfer.reference === payout.reference &&
    transfer.recipientId === payout.recipientId &&
    transfer.amount === payout.amount &&
    transfer.currency === payout.currency &&
    transfer.metadata["earnings"] === payout.metadata.earnings
  );
}

/** Earnings that belong together, and their sum. */
interface Group {
  readonly recipientId: string;
  readonly currency: string;
  readonly reference: string;
  readonly isRecorded: boolean;
  readonly earningIds: string[];
  amount: number;
}

function group(input: unknown, options: unknown): Result<GroupedEarnings, PayoutError<"INVALID_REQUEST">> {
  const issues: Issue[] = [];
  const fields = isObject(options) ? options : {};
  if (!isObject(options)) issues.push({ path: "", message: `expected options such as { run: "2026-11" }, got ${describe(options)}` });
  issues.push(...unknownFields(fields, ["run", "minimums"]));
  const run = readRun(fields["run"], issues);
  const minimums = readMinimums(fields["minimums"], issues);
  const earnings = readEarnings(input, issues);
  if (issues.length > 0) return err(invalidRequest(issues));
  const groups = addUp(earnings, run, issues);
  return issues.length > 0 ? err(invalidRequest(issues)) : ok(divide(groups, minimums));
}

function addUp(earnings: readonly CheckedEarning[], run: string, issues: Issue[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { id, recipientId, currency, amount, reference } of earnings) {
    const isRecorded = reference !== null;
    const name = reference ?? `${run}:${recipientId}:${currency}`;
    const key = JSON.stringify([isRecorded, name]);
    const known = groups.get(key);
    const found = known ?? { recipientId, currency, reference: name, isRecorded, earningIds: [], amount: 0 };
    if (known === undefined) groups.set(key, found);
    addUpOne(found, id, amount, issues);
  }
  return [...groups.values()].sort(byRecipient);
}

function addUpOne(found: Group, id: string, amount: number, issues: Issue[]): void {
  const sum = addAmounts(found.amount, amount);
  if (found.earningIds.push(id) === 1) noteUnusable(found, issues);
  if (sum.isOk()) found.amount = sum.value;
  else {
    const message = `the sum of ${describe(found.recipientId)} in ${found.currency} is too large to be counted exactly at ${describe(id)}`;
    issues.push({ path: "earnings", message });
  }
}

function noteUnusable({ reference, recipientId }: Group, issues: Issue[]): void {
  const problem = referenceProblem(reference);
  if (problem === null) return;
  issues.push({ path: "run", message: `the reference of ${describe(recipientId)} under this run: ${problem}` });
}

function divide(groups: readonly Group[], minimums: ReadonlyMap<string, number>): GroupedEarnings {
  const recorded = new Set(groups.filter(({ isRecorded }) => isRecorded).map(({ reference }) => reference));
  const payouts: EarningsPayout[] = [];
  const carried: CarriedEarnings[] = [];
  for (const { recipientId, currency, reference, isRecorded, amount, ...rest } of groups) {
    const earningIds = rest.earningIds.sort(byText);
    const minimum = minimums.get(currency) ?? 1;
    // A recorded payout may have been sent, so it is never changed, whatever the minimum is today.
    const reason = isRecorded ? null : whyCarried(recorded.has(reference), amount < minimum);
    if (reason !== null) carried.push({ recipientId, amount, currency, reason, minimum, earningIds });
    else payouts.push({ reference, recipientId, amount, currency, metadata: { earnings: digestOf(earningIds) }, earningIds });
  }
  return { payouts, carried };
}

function whyCarried(isTaken: boolean, isBelow: boolean): CarriedEarnings["reason"] | null {
  if (isTaken) return "run_has_payout";
  return isBelow ? "below_minimum" : null;
}

function digestOf(earningIds: readonly string[]): string {
  return sha256Hex(JSON.stringify(earningIds)).slice(0, 32);
}

function byRecipient(left: Group, right: Group): number {
  return byText(left.recipientId, right.recipientId) || byText(left.currency, right.currency) || byText(left.reference, right.reference);
}

function byText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
