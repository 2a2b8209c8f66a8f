import { ok } from "neverthrow";
import type { BatchItem, BatchReport } from "../domain/batch.ts";
import { apiError } from "../domain/api-error.ts";
import type { PayoutError } from "../domain/errors.ts";
import { type Payout, parsePayoutRequest } from "../domain/payout-request.ts";
import { type Account, payoutId } from "../lifecycle/account.ts";
import type { Seen } from "../lifecycle/ledger.ts";
import { differingFields } from "../lifecycle/mismatch.ts";
import { readTransfer } from "../lifecycle/stored-transfer.ts";
import { BatchFailures } from "./batch-failures.ts";
import { isFailure, stopsBatch, toItem } from "./batch-item.ts";
import { BatchTally } from "./batch-tally.ts";
import type { BatchTerms, Payouts } from "./batch-options.ts";
import type { OperationContext } from "./context.ts";
import { callQuietly } from "./call-quietly.ts";
import { FreeLanes } from "./free-lanes.ts";
import { invalidRequest } from "./invalid-request.ts";
import { ItemReader, type ReadItem } from "./item-reader.ts";
import { lookInStore } from "./look-in-store.ts";
import { referenceOf } from "./send-payout.ts";
import { unreadable } from "./unreadable.ts";

/** A row that could be read. */
interface BatchRow {
  readonly index: number;
  readonly payout: Payout;
}

/**
 * One run of a batch. It reads as many rows as it has lanes for, asks the store for all of them at once, tells those
 * that are paid, and pays the others, each in a lane of its own.
 */
export class BatchRun {
  readonly #context: OperationContext;
  readonly #account: Account;
  readonly #terms: BatchTerms;
  readonly #tally: BatchTally;
  readonly #lanes: FreeLanes;
  readonly #stop = new AbortController();
  /** What this run sees in flight, so that a repeated reference waits for its first. */
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #failures: BatchFailures;
  readonly #settledBefore = new Set<string>();
  #stoppedBy: PayoutError | null = null;
  #toldAtMs: number;

  constructor(context: OperationContext, account: Account, terms: BatchTerms) {
    this.#context = context;
    this.#account = account;
    this.#terms = terms;
    this.#tally = new BatchTally(terms.maxProblems);
    this.#lanes = new FreeLanes(() => this.#laneCount());
    this.#toldAtMs = context.clock.monotonic();
    const load = async (reference: string): Promise<Seen["record"]> => {
      const seen = await context.lifecycle.ledger.load(payoutId(account, context.namespace, reference));
      return seen.isOk() ? seen.value.record : null;
    };
    this.#failures = new BatchFailures({ random: () => context.clock.random(), load });
  }

  /** Takes note of a payout of an earlier run that this one settled as paid before it began to read. */
  settledBefore(reference: string): void {
    this.#settledBefore.add(reference);
  }

  async pay(payouts: Payouts, checkBalance: boolean): Promise<BatchReport> {
    const { signal } = this.#terms.limits;
    const stop = signal === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, signal]);
    const reader = new ItemReader(payouts, stop);
    for (let more = true; more && !stop.aborted; ) {
      await this.#lanes.whenFree(this.#worthAPage(), () => this.#context.clock.turn(pageLingerMs));
      const page = stop.aborted ? [] : await reader.page(Math.max(1, Math.min(this.#lanes.free, largestPage)), this.#context.clock);
      await this.#payPage(page, checkBalance);
      more = page.length > 0;
    }
    await this.#lanes.whenIdle();
    const end = await reader.close();
    if (end.thrown !== null) this.#stoppedBy ??= unreadable(end);
    if (stop.aborted && Array.isArray(payouts)) await this.#leaveOut(payouts, end.read);
    const aborted = stop.aborted || end.thrown !== null;
    this.#context.emit({ type: "batch.progress", counts: this.#tally.counts() });
    return this.#tally.report(aborted, this.#stoppedBy);
  }

  /**
   * Twice what fits on the wire: while one payout is sent, the next is claimed and the last is settled. But no more
   * than have their turn soon, because a claim that waits for long is given back.
   */
  #laneCount(): number {
    const { concurrency, pacer } = this.#context;
    return Math.min(this.#terms.concurrency ?? 2 * concurrency, pacer.soon("write"), mostLanes);
  }

  /**
   * Half of the lanes beyond what fits on the wire. Nothing waits for them, and each page costs a question to the store.
   */
  #worthAPage(): number {
    return (this.#laneCount() - this.#context.concurrency) / 2;
  }

  async #payPage(page: readonly ReadItem<unknown>[], checkBalance: boolean): Promise<void> {
    const rows = page.flatMap((item) => this.#readRow(item));
    const known = await this.#look(rows);
    for (const row of rows) {
      const { reference } = row.payout;
      const seen = known.get(reference) ?? null;
      // What comes again in this page was looked at before its first.
      known.delete(reference);
      const paid = seen === null ? null : this.#paidBefore(row, seen);
      if (paid === null) this.#lanes.take(this.#payRow(row, seen, checkBalance));
      else this.#tell(paid);
    }
  }

  #readRow({ index, value }: ReadItem<unknown>): BatchRow[] {
    const parsed = parsePayoutRequest(value);
    if (parsed.isOk()) return [{ index, payout: parsed.value }];
    const reference = referenceOf(value) ?? null;
    this.#tell({ index, reference, status: "failed", error: invalidRequest(parsed.error, reference ?? undefined) });
    return [];
  }

  /** What the store has on these rows, as far as it answers in time; who pays a row it said nothing of asks again. */
  async #look(rows: readonly BatchRow[]): Promise<Map<string, Seen>> {
    const references = new Set(rows.map(({ payout }) => payout.reference));
    for (const reference of references) if (this.#inFlight.has(reference)) references.delete(reference);
    const ids = Array.from(references, (reference) => payoutId(this.#account, this.#context.namespace, reference));
    const seen = await lookInStore(this.#context, ids, this.#terms.limits);
    return new Map(seen.isOk() ? seen.value.map((one) => [one.id.reference, one]) : []);
  }

  /** The result of a row that was paid before this run; `null` if there is more to it. */
  #paidBefore({ index, payout }: BatchRow, { record }: Seen): BatchItem | null {
    const { reference } = payout;
    if (record?.state !== "paid" || record.transfer === null) return null;
    if (this.#inFlight.has(reference) || this.#settledBefore.has(reference) || this.#failures.mayHold(reference)) return null;
    if (differingFields(record, payout, this.#account).length > 0) return null;
    return toItem({ index, reference }, ok({ transfer: readTransfer(record.transfer), part: "none" }), false);
  }

  async #payRow(row: BatchRow, seen: Seen | null, checkBalance: boolean): Promise<void> {
    const { reference } = row.payout;
    const first = this.#inFlight.get(reference);
    const paying = first === undefined ? this.#payOne(row, seen, checkBalance) : first.then(() => this.#payOne(row, null, checkBalance));
    const done = paying.then(() => undefined);
    this.#inFlight.set(reference, done);
    const item = await paying;
    if (this.#inFlight.get(reference) === done) this.#inFlight.delete(reference);
    await this.#told(item);
  }

  async #payOne({ index, payout }: BatchRow, seen: Seen | null, checkBalance: boolean): Promise<BatchItem> {
    const repeated = await this.#failures.ofRepeated(index, payout);
    if (repeated !== null) return repeated;
    const { reference } = payout;
    const result = await this.#context.payer.pay({ reference, payout, checkBalance, seen, isPatient: true }, this.#terms.limits);
    const item = toItem({ index, reference }, result, this.#settledBefore.delete(reference));
    const stoppedBy = stopsBatch(item);
    if (stoppedBy !== null) {
      this.#stoppedBy ??= stoppedBy;
      this.#stop.abort();
    }
    if (isFailure(item)) this.#failures.remember(payout, item.error);
    return item;
  }

  /** What an array still held when the batch was stopped was never begun; nobody looked what earlier runs made of it. */
  async #leaveOut(payouts: readonly unknown[], read: number): Promise<void> {
    for (let index = read; index < payouts.length; index++) {
      const reference = referenceOf(payouts[index]) ?? null;
      await this.#told({ index, reference, status: "not_started", error: this.#notStarted(reference) });
    }
  }

  #notStarted(reference: string | null): PayoutError {
    const message = "the batch was stopped before this payout was begun; run it again to pay it";
    const { reason = "aborted" } = this.#stoppedBy?.code === "API_ERROR" ? this.#stoppedBy : {};
    return apiError(reason, "unknown", message, { reference: reference ?? undefined, retryable: true });
  }

  /** Tells a result; a callback that takes its time holds a lane meanwhile. */
  #tell(item: BatchItem): void {
    const told = this.#told(item);
    if (told !== undefined) this.#lanes.take(told);
  }

  #told(item: BatchItem): Promise<void> | undefined {
    this.#tally.add(item);
    const { onResult, onProgress } = this.#terms;
    const told = onResult === undefined ? undefined : hear(() => onResult(item));
    if (onProgress !== undefined) callQuietly(() => onProgress(this.#tally.counts()));
    this.#emitProgress();
    return told;
  }

  #emitProgress(): void {
    const nowMs = this.#context.clock.monotonic();
    if (nowMs - this.#toldAtMs < 1000) return;
    this.#toldAtMs = nowMs;
    this.#context.emit({ type: "batch.progress", counts: this.#tally.counts() });
  }
}

// More would make the store's answer wait for its last row; a lane costs memory.
const largestPage = 500;
const mostLanes = 10_000;

// Less than what the lanes beyond the wire can wait for a provider that answers in 50 ms.
const pageLingerMs = 25;

/** A callback's failure is the caller's own; the money isn't touched by it. */
function hear(callback: () => void | Promise<void>): Promise<void> | undefined {
  try {
    const told = callback();
    return told === undefined ? undefined : Promise.resolve(told).catch(() => undefined);
  } catch {
    return undefined;
  }
}
