import type { PayoutMark, PreparedTransfer, ProviderTransfer } from "../../../src/ports/transfer-provider.ts";
import { hourMs, minuteMs } from "./durations.ts";
import { type KeyEntry, KeyRing } from "./key-ring.ts";
import type { Random } from "./random.ts";
import { readOrder, type TransferOrder } from "./requests.ts";
import type { Surroundings } from "./surroundings.ts";

/** One request for a transfer, as it arrives. */
export interface WireRequest {
  readonly key: string;
  readonly prepared: PreparedTransfer;
  /** When it was sent, on the judge's count. */
  readonly launchTick: number;
}

/** What the bank answers: an HTTP status, its own code, and the transfer if one was made. */
export interface Answer {
  readonly status: number;
  readonly code: string | null;
  readonly transfer: ProviderTransfer | null;
  readonly replayed: boolean;
}

/** A transfer on the bank's books. */
export interface Booking {
  readonly transfer: ProviderTransfer;
  /** What the bank finds it by; anybody may choose the same. */
  readonly group: string | null;
}

/**
 * The provider, by the rules of Stripe's API v1: the first answer to a key is stored once the request was executed,
 * success, decline and server error alike; what is turned away before that isn't.
 */
export class Bank {
  /** What can be sent, minor units. */
  balance = 100_000;
  reachable = true;
  readonly bookings: Booking[] = [];
  readonly unready = new Set<string>();
  readonly #around: Surroundings;
  readonly #random: Random;
  readonly #keys: KeyRing;
  /** Requests and unfinished work that may still move money, by reference. */
  readonly #pending = new Map<string, number>();

  constructor(around: Surroundings) {
    this.#around = around;
    this.#random = around.random.fork();
    this.#keys = new KeyRing(around.schedule);
  }

  get nowMs(): number {
    return Math.floor(this.#around.schedule.nowMs);
  }

  /** Notes that something of a reference is under way, or no longer. */
  expectMore(reference: string, change: 1 | -1): void {
    this.#pending.set(reference, this.pendingFor(reference) + change);
  }

  pendingFor(reference: string): number {
    return this.#pending.get(reference) ?? 0;
  }

  get anythingPending(): boolean {
    return [...this.#pending.values()].some((count) => count > 0);
  }

  /** A request arrives; `reply` may be called much later or never. */
  receive(request: WireRequest, reply: (answer: Answer) => void): void {
    if (!this.reachable) return;
    const turnedAway = this.#turnAway();
    if (turnedAway !== null) return this.#answer(request, turnedAway, reply);
    const fingerprint = request.prepared.body;
    const entry = this.#keys.find(request.key);
    if (entry !== null) return this.#answer(request, answerAgain(entry, fingerprint), reply);
    const { knobs, schedule } = this.#around;
    const lifeMs = this.#random.integer(knobs.shortestKeyLifeMs, knobs.shortestKeyLifeMs + 6 * hourMs);
    const fresh = this.#keys.begin(request.key, fingerprint, lifeMs);
    const order = readOrder(request.prepared);
    this.#around.judge.onKeyBegun(request.key, order.mark.reference);
    this.expectMore(order.mark.reference, 1);
    schedule.after(this.#random.span(20, knobs.longestExecutionMs), () => {
      fresh.answer = this.#execute(order, request.launchTick);
      this.expectMore(order.mark.reference, -1);
      this.#answer(request, fresh.answer, reply);
    });
  }

  /** Money that has nothing to do with us, however alike it may look. */
  addForeign(transfer: ProviderTransfer, group: string | null): void {
    this.bookings.push({ transfer, group });
    this.#around.trace.note("bank", `books ${transfer.id}, which isn't ours`);
  }

  newId(): string {
    return `tr_${this.bookings.length + 1}`;
  }

  #answer({ key }: WireRequest, answer: Answer, reply: (answer: Answer) => void): void {
    const what = `${answer.status}${answer.code === null ? "" : ` ${answer.code}`}${answer.replayed ? ", replayed" : ""}`;
    this.#around.trace.note("bank", `answers …${key.slice(-6)}: ${what}`);
    reply(answer);
  }

  /** What is said before anybody looks at the key, and stored by nobody. */
  #turnAway(): Answer | null {
    const { knobs } = this.#around;
    if (this.#random.chance(knobs.unavailable)) return refuse(503, null);
    if (this.#random.chance(knobs.rateLimited)) return refuse(429, this.#random.chance(0.3) ? "lock_timeout" : "rate_limit");
    if (this.#random.chance(knobs.unauthorized)) return refuse(401, null);
    if (this.#random.chance(knobs.forbidden)) return refuse(403, null);
    if (this.#random.chance(knobs.badRequest)) return refuse(400, "parameter_invalid");
    return null;
  }

  #execute(order: TransferOrder, launchTick: number): Answer {
    const { knobs } = this.#around;
    if (this.#random.chance(knobs.storedServerError)) return this.#breakDown(order, launchTick);
    if (this.unready.has(order.recipientId)) return refuse(400, "insufficient_capabilities_for_transfer");
    if (this.balance < order.amount) return refuse(400, "balance_insufficient");
    if (this.#random.chance(knobs.declined)) return refuse(402, "transfer_refused");
    return { status: 200, code: null, transfer: this.#move(order, launchTick), replayed: false };
  }

  /** A 500 whose effect is there at once, comes later, or never. */
  #breakDown(order: TransferOrder, launchTick: number): Answer {
    const effect = this.#random.pick(["now", "later", "never"]);
    if (effect === "now") this.#move(order, launchTick);
    if (effect === "later") {
      this.expectMore(order.mark.reference, 1);
      this.#around.schedule.after(this.#random.span(minuteMs, this.#around.knobs.latestRollForwardMs), () => {
        this.expectMore(order.mark.reference, -1);
        this.#around.trace.note("bank", "rolls an earlier 500 forward");
        this.#move(order, launchTick);
      });
    }
    return refuse(500, null);
  }

  #move(order: TransferOrder, launchTick: number): ProviderTransfer {
    const { recipientId, amount, currency, description, metadata, mark } = order;
    const base = { recipientId, amount, currency, description, metadata, mark };
    const transfer: ProviderTransfer = { ...base, id: this.newId(), mode: "live", amountReversed: 0, status: "paid", createdAtMs: this.nowMs, raw: null };
    this.balance -= amount;
    this.bookings.push({ transfer, group: groupOf(mark) });
    this.#around.trace.note("bank", `moves ${amount} ${currency} to ${recipientId} for ${mark.reference}: ${transfer.id}`);
    this.#around.judge.onMovement(transfer, mark.reference, launchTick);
    return transfer;
  }
}

/** What the bank finds the transfers of one payout by. */
export function groupOf({ namespace, reference }: PayoutMark): string {
  return `${namespace}/${reference}`;
}

function answerAgain(entry: KeyEntry, fingerprint: string): Answer {
  if (entry.fingerprint !== fingerprint) return refuse(400, "idempotency_error");
  return entry.answer === null ? refuse(409, "idempotency_key_in_use") : { ...entry.answer, replayed: true };
}

function refuse(status: number, code: string | null): Answer {
  return { status, code, transfer: null, replayed: false };
}
