import type { Result } from "neverthrow";
import type { BatchItem, BatchReport } from "../domain/batch.ts";
import { apiError } from "../domain/api-error.ts";
import type { PayoutError } from "../domain/errors.ts";
import { type Payout, parsePayoutRequest } from "../domain/payout-request.ts";
import { alreadyPaid } from "../lifecycle/answers.ts";
import type { Paid } from "../lifecycle/drive-end.ts";
import { BatchFailures } from "./batch-failures.ts";
import { BatchTally } from "./batch-tally.ts";
import type { BatchTerms, Payouts } from "./batch-options.ts";
import type { OperationContext } from "./context.ts";
import { callQuietly } from "./call-quietly.ts";
import { invalidRequest } from "./invalid-request.ts";
import { inLanes, type LaneItem } from "./lanes.ts";
import { referenceOf } from "./send-payout.ts";
import { unreadable } from "./unreadable.ts";

/** One run of a batch: each payout in a lane, its result counted and told. */
export class BatchRun {
  readonly #context: OperationContext;
  readonly #terms: BatchTerms;
  readonly #tally: BatchTally;
  readonly #stop = new AbortController();
  /** What this run sees in flight, so that a repeated reference waits for its first. */
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #failures = new BatchFailures();
  readonly #settledBefore = new Set<string>();
  #stoppedBy: PayoutError | null = null;
  #toldAtMs: number;

  constructor(context: OperationContext, terms: BatchTerms) {
    this.#context = context;
    this.#terms = terms;
    this.#tally = new BatchTally(terms.maxProblems);
    this.#toldAtMs = context.clock.monotonic();
  }

  /** Takes note of a payout of an earlier run that this one settled as paid before it began to read. */
  settledBefore(reference: string): void {
    this.#settledBefore.add(reference);
  }

  async pay(payouts: Payouts, checkBalance: boolean): Promise<BatchReport> {
    const { signal } = this.#terms.limits;
    const stop = signal === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, signal]);
    const end = await inLanes(payouts, this.#lanes(), stop, (item) => this.#payItem(item, checkBalance));
    if (end.thrown !== null) this.#stoppedBy ??= unreadable(end);
    if (stop.aborted && Array.isArray(payouts)) await this.#leaveOut(payouts, end.read);
    const aborted = stop.aborted || end.thrown !== null;
    this.#context.emit({ type: "batch.progress", counts: this.#tally.counts() });
    return this.#tally.report(aborted, this.#stoppedBy);
  }

  /** Twice what fits on the wire: while one payout is sent, the next is claimed and the last is settled. */
  #lanes(): number {
    return this.#terms.concurrency ?? 2 * this.#context.concurrency;
  }

  async #payItem({ index, value }: LaneItem<unknown>, checkBalance: boolean): Promise<void> {
    const parsed = parsePayoutRequest(value);
    if (parsed.isErr()) {
      const reference = referenceOf(value) ?? null;
      const error = invalidRequest(parsed.error, reference ?? undefined);
      return this.#tell({ index, reference, status: "failed", error });
    }
    const { reference } = parsed.value;
    for (let first = this.#inFlight.get(reference); first !== undefined; first = this.#inFlight.get(reference)) await first;
    const known = this.#failures.ofRepeated(index, parsed.value);
    if (known !== null) return this.#tell(known);
    const paying = this.#payOne(index, parsed.value, checkBalance);
    const done = paying.then(() => undefined);
    this.#inFlight.set(reference, done);
    const item = await paying;
    this.#inFlight.delete(reference);
    if (isFailure(item)) this.#failures.remember(parsed.value, item.error);
    await this.#tell(item);
  }

  async #payOne(index: number, payout: Payout, checkBalance: boolean): Promise<BatchItem> {
    const { reference } = payout;
    const { limits } = this.#terms;
    const result = await this.#context.payer.pay({ reference, payout, checkBalance }, limits);
    const before = this.#settledBefore.delete(reference);
    const item = toItem(index, reference, result, before);
    if ((item.status === "not_started" || item.status === "unknown") && stopsBatch(item.error)) {
      this.#stoppedBy ??= item.error;
      this.#stop.abort();
    }
    return item;
  }

  /** What an array still held when the batch was stopped was never begun; nobody looked what earlier runs made of it. */
  async #leaveOut(payouts: readonly unknown[], read: number): Promise<void> {
    for (let index = read; index < payouts.length; index++) {
      const reference = referenceOf(payouts[index]) ?? null;
      await this.#tell({ index, reference, status: "not_started", error: this.#notStarted(reference) });
    }
  }

  #notStarted(reference: string | null): PayoutError {
    const message = "the batch was stopped before this payout was begun; run it again to pay it";
    const { reason = "aborted" } = this.#stoppedBy?.code === "API_ERROR" ? this.#stoppedBy : {};
    return apiError(reason, "unknown", message, { reference: reference ?? undefined, retryable: true });
  }

  async #tell(item: BatchItem): Promise<void> {
    this.#tally.add(item);
    const { onResult, onProgress } = this.#terms;
    try {
      const told = onResult?.(item);
      if (told !== undefined) await told;
    } catch {
      // A callback's failure is the caller's own; the money isn't touched by it.
    }
    if (onProgress !== undefined) callQuietly(() => onProgress(this.#tally.counts()));
    this.#emitProgress();
  }

  #emitProgress(): void {
    const nowMs = this.#context.clock.monotonic();
    if (nowMs - this.#toldAtMs < 1000) return;
    this.#toldAtMs = nowMs;
    this.#context.emit({ type: "batch.progress", counts: this.#tally.counts() });
  }
}

function toItem(index: number, reference: string, result: Result<Paid, PayoutError>, settledBefore: boolean): BatchItem {
  const row = { index, reference } as const;
  if (result.isOk()) {
    const { transfer, part } = result.value;
    const paidNow = part === "sent" || part === "settled" || settledBefore;
    if (paidNow) return { ...row, status: "paid", transfer };
    if (transfer.status === "reversed") return { ...row, status: "failed", error: alreadyPaid(reference, transfer) };
    return { ...row, status: "already_paid", transfer };
  }
  const { error } = result;
  if (error.code !== "API_ERROR") return { ...row, status: "failed", error };
  if (error.outcome !== "not_created") return { ...row, status: "unknown", error };
  // Only a payout that was sent, and then closed as absent, is found not to exist.
  return { ...row, status: error.reason === "not_found" ? "failed" : "not_started", error };
}

/** Whether a row said that its payout doesn't exist; one that was taken back does, and a conflict is about another row. */
function isFailure(item: BatchItem): item is Extract<BatchItem, { readonly status: "failed" }> {
  return item.status === "failed" && item.error.outcome === "not_created" && item.error.reason !== "reference_conflict";
}

/** What would fail every payout alike isn't any payout's failure. */
function stopsBatch({ reason }: PayoutError): boolean {
  return reason === "authentication" || reason === "permission" || reason === "store_unavailable";
}
