import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import type { Paid } from "../lifecycle/drive-end.ts";
import type { RecordKind, RecordScope, StoredRecord, StoreFailure } from "../ports/payout-store.ts";
import { type CallLimits, readCallLimits } from "./call-limits.ts";
import type { OperationContext } from "./context.ts";
import { invalidRequest } from "./invalid-request.ts";
import { inLanes } from "./lanes.ts";
import { noteReversed } from "./note-reversed.ts";
import type { QueryError } from "./query-error.ts";
import { reading } from "./read.ts";

/** What `recover` found and settled. */
export interface RecoverReport {
  /** Payouts and reversals that were sent and not settled. */
  readonly checked: number;
  /** Settled as paid; for a reversal, as made. */
  readonly paid: number;
  /** Settled as not created; only a new call pays them. */
  readonly failed: number;
  /** Still unknown: run it again later. */
  readonly unknown: number;
  /** For a person to look at; a payout is then settled with `resolvePayout`. */
  readonly review: number;
  /** Whether the signal ended it before it had gone through everything. */
  readonly aborted: boolean;
}

/** Settles what was sent and never answered; it never makes a first send. */
export function recover(context: OperationContext, options?: CallOptions): ResultAsync<RecoverReport, QueryError> {
  const issues: Issue[] = [];
  const limits = readCallLimits(options, context.timeoutMs, issues);
  if (issues.length > 0) return errAsync(invalidRequest(issues));
  return new ResultAsync(settleBoth(context, limits));
}

async function settleBoth(
  context: OperationContext,
  limits: CallLimits,
): Promise<Result<RecoverReport, PayoutError<"API_ERROR">>> {
  const payouts = await settleOpen(context, limits);
  if (payouts.isErr()) return payouts;
  const reversals = await settleKind(context, "reversal", limits, async ({ targetTransferId: transferId }, result) => {
    if (result.isErr() || transferId === null) return;
    await reading(context, limits, async (reader) => ok(await noteReversed(context, reader, transferId)));
  });
  return reversals.map((report) => addUp(payouts.value, report));
}

function addUp(left: RecoverReport, right: RecoverReport): RecoverReport {
  return {
    checked: left.checked + right.checked,
    paid: left.paid + right.paid,
    failed: left.failed + right.failed,
    unknown: left.unknown + right.unknown,
    review: left.review + right.review,
    aborted: left.aborted || right.aborted,
  };
}

/** Tells of each payout that a recovery settled as paid. */
export type OnRecovered = (reference: string, result: Result<Paid, PayoutError>) => void;

/** Goes through every payout that is open, in lanes. */
export function settleOpen(
  context: OperationContext,
  limits: CallLimits,
  onRecovered?: OnRecovered,
): Promise<Result<RecoverReport, PayoutError<"API_ERROR">>> {
  return settleKind(context, "payout", limits, async ({ reference }, result) => onRecovered?.(reference, result));
}

async function settleKind(
  context: OperationContext,
  kind: RecordKind,
  limits: CallLimits,
  onSettled: (record: StoredRecord, result: Result<Paid, PayoutError>) => Promise<void>,
): Promise<Result<RecoverReport, PayoutError<"API_ERROR">>> {
  const account = await context.lifecycle.account();
  if (account.isErr()) return err(account.error);
  const scope: RecordScope = { kind, mode: account.value.mode, namespace: context.namespace };
  const report = { checked: 0, paid: 0, failed: 0, unknown: 0, review: 0 };
  const stop = new AbortController();
  let failure: PayoutError<"API_ERROR"> | null = null;
  const signal = limits.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, limits.signal]);
  await inLanes(openRecords(context, scope), lanes, signal, async ({ value }) => {
    if (value.isErr()) {
      failure = value.error;
      return stop.abort();
    }
    const { reference } = value.value;
    const result = await context.payer.pay({ kind, reference, payout: null, checkBalance: false }, limits);
    report[tally(result)] += 1;
    report.checked += 1;
    await onSettled(value.value, result);
    if (result.isErr() && result.error.reason === "authentication") {
      failure = authenticationError(result.error);
      stop.abort();
    }
  });
  return failure === null ? ok({ ...report, aborted: limits.signal?.aborted === true }) : err(failure);
}

const lanes = 10;

async function* openRecords(
  { store }: OperationContext,
  scope: RecordScope,
): AsyncGenerator<Result<StoredRecord, StoreFailure>> {
  const limit = 200;
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof store.list>> = await store.list({
      scope,
      states: ["sending", "unknown", "reconciling"],
      after,
      limit,
    });
    if (page.isErr()) return yield err(page.error);
    for (const record of page.value.entries) yield ok(record);
    after = page.value.entries.at(-1)?.reference ?? null;
    if (page.value.entries.length < limit) return;
  }
}

function tally(result: Result<Paid, PayoutError>): "paid" | "failed" | "unknown" | "review" {
  if (result.isOk()) return "paid";
  if (result.error.reason === "needs_review") return "review";
  return result.error.outcome === "not_created" ? "failed" : "unknown";
}

function authenticationError(error: PayoutError): PayoutError<"API_ERROR"> | null {
  return error.code === "API_ERROR" ? error : null;
}
