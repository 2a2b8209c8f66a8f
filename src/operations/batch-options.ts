import { err, ok, type Result } from "neverthrow";
import type { BatchOptions } from "../domain/batch.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import { describe, isObject } from "../domain/payout-request.ts";
import { callOptionNames, type CallLimits, readCallLimits } from "./call-limits.ts";
import { invalidRequest } from "./invalid-request.ts";

/** Anything that gives values one after another. */
export type Payouts = Iterable<unknown> | AsyncIterable<unknown>;

/** A batch's options, checked and complete. */
export interface BatchTerms {
  readonly payouts: Payouts;
  readonly limits: CallLimits;
  /** Payouts worked on at once; `null` for twice what fits on the wire. */
  readonly concurrency: number | null;
  readonly requireFunds: "all" | "each";
  /** Whether the caller asked for `requireFunds` in so many words. */
  readonly fundsAskedFor: boolean;
  readonly maxProblems: number;
  readonly onProgress: BatchOptions["onProgress"];
  readonly onResult: BatchOptions["onResult"];
}

/** The names of a batch's options. */
export const batchOptionNames: readonly string[] = [
  ...callOptionNames,
  ...(["concurrency", "requireFunds", "maxProblems", "onProgress", "onResult"] satisfies (keyof BatchOptions)[]),
];

/** Checks what a batch was called with and lists everything that is wrong. */
export function readBatchTerms(
  payouts: unknown,
  options: BatchOptions | undefined,
  defaultTimeoutMs: number,
  known: readonly string[] = batchOptionNames,
): Result<BatchTerms, PayoutError<"INVALID_REQUEST">> {
  const issues: Issue[] = [];
  const limits = readCallLimits(options, defaultTimeoutMs, issues, known);
  const fields: Record<string, unknown> = isObject(options) ? options : {};
  const whole = (path: string, least: number): void => {
    const value = fields[path];
    if (value === undefined || (typeof value === "number" && Number.isSafeInteger(value) && value >= least)) return;
    issues.push({ path, message: `expected a whole number of at least ${least}, got ${describe(value)}` });
  };
  whole("concurrency", 1);
  whole("maxProblems", 0);
  const { requireFunds } = fields;
  if (requireFunds !== undefined && requireFunds !== "all" && requireFunds !== "each") {
    issues.push({ path: "requireFunds", message: `expected "all" or "each", got ${describe(requireFunds)}` });
  }
  for (const path of ["onProgress", "onResult"]) {
    const callback = fields[path];
    if (callback === undefined || typeof callback === "function") continue;
    issues.push({ path, message: `expected a function, got ${describe(callback)}` });
  }
  if (!isIterable(payouts)) {
    issues.push({ path: "payouts", message: `expected an array or another iterable of payouts, got ${describe(payouts)}` });
  }
  if (issues.length > 0 || !isIterable(payouts)) return err(invalidRequest(issues));
  return ok({
    // What the caller does to its array meanwhile is no part of this batch.
    payouts: Array.isArray(payouts) ? [...payouts] : payouts,
    limits,
    concurrency: options?.concurrency ?? null,
    requireFunds: options?.requireFunds ?? (Array.isArray(payouts) ? "all" : "each"),
    fundsAskedFor: options?.requireFunds !== undefined,
    maxProblems: options?.maxProblems ?? 1000,
    onProgress: options?.onProgress,
    onResult: options?.onResult,
  });
}

function isIterable(value: unknown): value is Payouts {
  if (typeof value !== "object" || value === null) return false;
  return (
    (Symbol.iterator in value && typeof value[Symbol.iterator] === "function") ||
    (Symbol.asyncIterator in value && typeof value[Symbol.asyncIterator] === "function")
  );
}
