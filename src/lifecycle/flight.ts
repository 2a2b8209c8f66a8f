import { err, type Result } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { ApiErrorReason, PayoutError } from "../domain/errors.ts";
import type { Outcome } from "../domain/outcome.ts";
import { whenAborted } from "../domain/when-aborted.ts";
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

/** How a flight is flown, and how a call gets another. */
export interface FlightPlan {
  readonly fly: (self: Flight) => Promise<DriveEnd>;
  readonly board: (order: PayOrder) => Flight;
}

/** One drive and everybody in this process who waits for it. */
export class Flight {
  readonly order: PayOrder;
  readonly stop = new AbortController();
  readonly end: Promise<DriveEnd>;
  readonly #deadlines: Deadlines;
  readonly #board: FlightPlan["board"];
  #waiters = 0;
  /** Those of the waiters who may have it sent: a recovery that joined a payment doesn't keep it going. */
  #keepers = 0;
  #onWire = false;
  /** How often it has begun to look at the record, a look that was made for it included. */
  #looks: number;
  #wasBoarded = false;

  constructor(order: PayOrder, deadlines: Deadlines, { fly, board }: FlightPlan) {
    this.order = order;
    this.#deadlines = deadlines;
    this.#board = board;
    this.#looks = order.seen == null ? 0 : 1;
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

  /** To be called whenever it begins to look at the record. */
  look(): void {
    this.#looks += 1;
  }

  async wait(order: PayOrder, patience: Patience): Promise<Result<Paid, PayoutError>> {
    const { signal, timeoutMs } = patience;
    const keeps = order.payout !== null || this.order.payout === null ? 1 : 0;
    const looksBefore = this.#wasBoarded ? this.#looks : 0;
    const untilMs = this.#deadlines.inMs(timeoutMs);
    this.#wasBoarded = true;
    this.#waiters += 1;
    this.#keepers += keeps;
    const end = await this.#within(timeoutMs, signal);
    this.#waiters -= 1;
    this.#keepers -= keeps;
    const reason = this.#whyStopped(signal);
    if (end === null) return this.#leave(reason, looksBefore);
    if (!this.#isTooOld(end, looksBefore)) return answer(end, this.order.reference, reason);
    return this.#board({ ...order, seen: null }).wait(order, { signal, timeoutMs: this.#deadlines.leftMs(untilMs) });
  }

  #whyStopped(signal: AbortSignal | undefined): StopReason {
    if (signal?.aborted === true) return "aborted";
    return this.stop.signal.reason === clientClosed ? "store_unavailable" : "timeout";
  }

  /** Nobody may be told `not_created` while somebody still tries, or before the claim was given back. */
  async #leave(reason: StopReason, looksBefore: number): Promise<Result<Paid, PayoutError>> {
    const { reference } = this.order;
    if (this.#keepers === 0) this.stop.abort(over);
    if (this.#waiters > 0 || this.#onWire) return err(stopError(reason, "unknown", reference));
    const end = await this.#within(graceMs);
    const isKnown = end !== null && !this.#isTooOld(end, looksBefore);
    return isKnown ? answer(end, reference, reason) : err(stopError(reason, "unknown", reference));
  }

  /** That nothing was created says nothing to a call that came after the last look: others may have paid since. */
  #isTooOld({ result }: DriveEnd, looksBefore: number): boolean {
    return result.isErr() && result.error.outcome === "not_created" && this.#looks > 0 && this.#looks === looksBefore;
  }

  /** How the drive ended, or `null` if it didn't in time, or before the signal was aborted. */
  #within(durationMs: number, signal?: AbortSignal): Promise<DriveEnd | null> {
    if (signal?.aborted === true) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      const giveUp = (): void => settle(null);
      const cancel = this.#deadlines.after(durationMs, giveUp);
      const forget = signal === undefined ? null : whenAborted(signal, giveUp);
      const settle = (end: DriveEnd | null): void => {
        cancel();
        forget?.();
        resolve(end);
      };
      this.end.then(settle, reject);
    });
  }
}

// Without a reason of its own, each abort would make an exception with a stack.
const over = "nobody waits any longer";

/** Why a drive has to stop whose client is being closed. */
export const clientClosed = "the client is being closed";

type StopReason = Extract<ApiErrorReason, "aborted" | "timeout" | "store_unavailable">;

function answer({ result, stopped }: DriveEnd, reference: string, reason: StopReason): Result<Paid, PayoutError> {
  if (!stopped || result.isOk()) return result;
  const { error } = result;
  const known = reason === "timeout" && error.code === "API_ERROR" && error.reason !== "aborted";
  return err(known ? error : stopError(reason, error.outcome, reference, error));
}

function stopError(reason: StopReason, outcome: Outcome, reference: string, cause?: PayoutError): PayoutError {
  const isClosed = reason === "store_unavailable";
  const what = { aborted: "the call was aborted", timeout: "the call's time was up", store_unavailable: "the client was closed" }[reason];
  const advice = isClosed ? "make another client and call again" : "call again";
  const message = `${what} before the payout was settled; ${advice} with the same reference to be told`;
  return apiError(reason, outcome, message, { reference, cause, retryable: isClosed ? false : undefined });
}


/** How long a caller who gave up waits for its claim to be given back. */
const graceMs = 2_000;
