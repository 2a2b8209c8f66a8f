import { err, type Result } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { ApiErrorReason, PayoutError } from "../domain/errors.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Deadlines } from "./deadlines.ts";
import type { DriveEnd, Paid } from "./drive-end.ts";
import type { Seen } from "./ledger.ts";
import type { RecordKind } from "../ports/payout-store.ts";
import { samePayout } from "./mismatch.ts";
import type { Intent } from "./movement.ts";

/** One call that wants a payout, or a reversal, settled. */
export interface PayOrder {
  /** A payout, if left out. */
  readonly kind?: RecordKind | undefined;
  readonly reference: string;
  /** What to pay; `null` only settles what was sent before and never makes a first send. */
  readonly payout: Intent | null;
  readonly checkBalance: boolean;
  /** Whether it lets others go first at the provider, as a batch does. */
  readonly isPatient?: boolean | undefined;
  /** What the store had on it a moment ago, where somebody has looked. */
  readonly seen?: Seen | null | undefined;
}

/** How long a caller waits. */
export interface Patience {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** One drive and everybody in this process who waits for it. */
export class Flight {
  readonly order: PayOrder;
  readonly stop = new AbortController();
  readonly end: Promise<DriveEnd>;
  readonly #deadlines: Deadlines;
  #waiters = 0;
  /** Those of the waiters who may have it sent: a recovery that joined a payment doesn't keep it going. */
  #keepers = 0;
  #onWire = false;

  constructor(order: PayOrder, deadlines: Deadlines, fly: (self: Flight) => Promise<DriveEnd>) {
    this.order = order;
    this.#deadlines = deadlines;
    this.end = Promise.resolve().then(() => fly(this));
  }

  /** Whether a call asks for the same thing, so that it can wait for this drive instead of its own. */
  takes(order: PayOrder): boolean {
    const { payout } = this.order;
    if (this.stop.signal.aborted || payout === null) return false;
    return order.payout === null || samePayout(payout, order.payout);
  }

  setOnWire(onWire: boolean): void {
    this.#onWire = onWire;
  }

  async wait({ payout }: PayOrder, { signal, timeoutMs }: Patience): Promise<Result<Paid, PayoutError>> {
    const keeps = payout !== null || this.order.payout === null ? 1 : 0;
    this.#waiters += 1;
    this.#keepers += keeps;
    const end = await this.#within(timeoutMs, signal);
    this.#waiters -= 1;
    this.#keepers -= keeps;
    const reason = signal?.aborted === true ? "aborted" : "timeout";
    return end === null ? this.#leave(reason) : answer(end, this.order.reference, reason);
  }

  /** Nobody may be told `not_created` while somebody still tries, or before the claim was given back. */
  async #leave(reason: StopReason): Promise<Result<Paid, PayoutError>> {
    const { reference } = this.order;
    if (this.#keepers === 0) this.stop.abort(over);
    if (this.#waiters > 0 || this.#onWire) return err(stopError(reason, "unknown", reference));
    const end = await this.#within(graceMs);
    return end === null ? err(stopError(reason, "unknown", reference)) : answer(end, reference, reason);
  }

  /** How the drive ended, or `null` if it didn't in time, or before the signal was aborted. */
  #within(durationMs: number, signal?: AbortSignal): Promise<DriveEnd | null> {
    if (signal?.aborted === true) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      const giveUp = (): void => settle(null);
      const cancel = this.#deadlines.after(durationMs, giveUp);
      const settle = (end: DriveEnd | null): void => {
        cancel();
        signal?.removeEventListener("abort", giveUp);
        resolve(end);
      };
      signal?.addEventListener("abort", giveUp, { once: true });
      this.end.then(settle, reject);
    });
  }
}

// Without a reason of its own, each abort would make an exception with a stack.
const over = "nobody waits any longer";

type StopReason = Extract<ApiErrorReason, "aborted" | "timeout">;

function answer({ result, stopped }: DriveEnd, reference: string, reason: StopReason): Result<Paid, PayoutError> {
  if (!stopped || result.isOk()) return result;
  const { error } = result;
  const known = reason === "timeout" && error.code === "API_ERROR" && error.reason !== "aborted";
  return err(known ? error : stopError(reason, error.outcome, reference, error));
}

function stopError(reason: StopReason, outcome: Outcome, reference: string, cause?: PayoutError): PayoutError {
  const what = reason === "aborted" ? "the call was aborted" : "the call's time was up";
  const advice = "call again with the same reference to be told";
  return apiError(reason, outcome, `${what} before the payout was settled; ${advice}`, { reference, cause });
}


/** How long a caller who gave up waits for its claim to be given back. */
const graceMs = 2_000;
