import type { PreparedTransfer, ProviderTransfer } from "../../../src/ports/transfer-provider.ts";
import type { ProviderReversal } from "../../../src/ports/transfer-reversals.ts";
import { Books, groupOf, type News } from "./books.ts";
import { hourMs, minuteMs } from "./durations.ts";
import { type KeyEntry, KeyRing } from "./key-ring.ts";
import type { Random } from "./random.ts";
import { nameOfOrder, type Order, readOrder, type ReversalOrder, type TransferOrder } from "./requests.ts";
import type { Surroundings } from "./surroundings.ts";

/** One request for money, as it arrives. */
export interface WireRequest {
  readonly key: string;
  readonly prepared: PreparedTransfer;
  /** When it was sent, on the judge's count. */
  readonly launchTick: number;
}

/** What the bank answers: an HTTP status, its own code, and what was made, if anything was. */
export interface Answer {
  readonly status: number;
  readonly code: string | null;
  readonly transfer: ProviderTransfer | null;
  readonly reversal: ProviderReversal | null;
  readonly replayed: boolean;
}

/**
 * The provider, by the rules of Stripe's API v1: the first answer to a key is stored once the request was executed,
 * success, decline and server error alike; what is turned away before that isn't.
 */
export class Bank {
  /** What can be sent, minor units. */
  balance = 100_000;
  reachable = true;
  readonly books: Books;
  readonly unready = new Set<string>();
  recipientChanges = 0;
  readonly #around: Surroundings;
  readonly #random: Random;
  readonly #keys: KeyRing;
  /** Requests and unfinished work that may still move money, by what they are for. */
  readonly #pending = new Map<string, number>();

  constructor(around: Surroundings, tell: (news: News, transfer: ProviderTransfer) => void) {
    this.#around = around;
    this.#random = around.random.fork();
    this.#keys = new KeyRing(around.schedule);
    this.books = new Books(tell);
  }

  get nowMs(): number {
    return Math.floor(this.#around.schedule.nowMs);
  }

  /** Notes that something of a payout or a reversal is under way, or no longer. */
  expectMore(name: string, change: 1 | -1): void {
    this.#pending.set(name, this.pendingFor(name) + change);
  }

  pendingFor(name: string): number {
    return this.#pending.get(name) ?? 0;
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
    this.#around.judge.onKeyBegun(request.key, nameOfOrder(order));
    this.expectMore(nameOfOrder(order), 1);
    schedule.after(this.#random.span(20, knobs.longestExecutionMs), () => {
      fresh.answer = this.#execute(order, request.launchTick);
      this.expectMore(nameOfOrder(order), -1);
      this.#answer(request, fresh.answer, reply);
    });
  }

  /** A recipient that could be paid can't be any more, or the other way round. */
  changeRecipient(recipientId: string): void {
    if (!this.unready.delete(recipientId)) this.unready.add(recipientId);
    this.recipientChanges += 1;
    this.#around.trace.note("bank", `${this.unready.has(recipientId) ? "blocks" : "unblocks"} ${recipientId}`);
  }

  /** Money that has nothing to do with us, however alike it may look. */
  addForeign(transfer: Pick<ProviderTransfer, "recipientId" | "amount" | "currency" | "mark" | "mode">, group: string | null): void {
    const { id } = this.books.book({ ...transfer, description: null, metadata: {}, createdAtMs: this.nowMs }, group);
    this.#around.trace.note("bank", `books ${id}, which isn't ours`);
  }

  /** Somebody takes some of a transfer back by hand, without any mark. */
  takeBackByHand(transferId: string, amount: number): void {
    const reversal = this.books.takeBack({ transferId, amount, mark: null }, this.nowMs);
    if (reversal !== null) this.#around.trace.note("bank", `takes ${amount} of ${transferId} back by hand: ${reversal.id}`);
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

  #execute(order: Order, launchTick: number): Answer {
    const { knobs } = this.#around;
    if (this.#random.chance(knobs.storedServerError)) return this.#breakDown(order, launchTick);
    const refusal = this.#refusalOf(order) ?? (this.#random.chance(knobs.declined) ? "transfer_refused" : null);
    return refusal === null ? this.#move(order, launchTick) : refuse(refusal === "transfer_refused" ? 402 : 400, refusal);
  }

  #refusalOf(order: Order): string | null {
    if (order.kind === "reversal") {
      if (this.books.find(order.transferId) === null) return "resource_missing";
      return order.amount > this.books.restOf(order.transferId) ? "amount_too_large" : null;
    }
    if (this.unready.has(order.recipientId)) return "insufficient_capabilities_for_transfer";
    return this.balance < order.amount ? "balance_insufficient" : null;
  }

  /** A 500 whose effect is there at once, comes later, or never. */
  #breakDown(order: Order, launchTick: number): Answer {
    const effect = this.#random.pick(["now", "later", "never"]);
    if (effect === "now") this.#move(order, launchTick);
    if (effect === "later") {
      this.expectMore(nameOfOrder(order), 1);
      this.#around.schedule.after(this.#random.span(minuteMs, this.#around.knobs.latestRollForwardMs), () => {
        this.expectMore(nameOfOrder(order), -1);
        this.#around.trace.note("bank", "rolls an earlier 500 forward");
        this.#move(order, launchTick);
      });
    }
    return refuse(500, null);
  }

  #move(order: Order, launchTick: number): Answer {
    return order.kind === "payout" ? this.#pay(order, launchTick) : this.#takeBack(order, launchTick);
  }

  #pay(order: TransferOrder, launchTick: number): Answer {
    const { recipientId, amount, currency, description, metadata, mark } = order;
    const base = { recipientId, amount, currency, description, metadata, mark };
    this.balance -= amount;
    const transfer = this.books.book({ ...base, mode: "live", createdAtMs: this.nowMs }, groupOf(mark));
    this.#around.trace.note("bank", `moves ${amount} ${currency} to ${recipientId} for ${mark.reference}: ${transfer.id}`);
    this.#around.judge.onMovement({ ...transfer, transferId: null }, nameOfOrder(order), launchTick);
    return { status: 200, code: null, transfer, reversal: null, replayed: false };
  }

  #takeBack(order: ReversalOrder, launchTick: number): Answer {
    const reversal = this.books.takeBack(order, this.nowMs);
    // What was to be rolled forward may have been taken back by others meanwhile.
    if (reversal === null) return refuse(400, "amount_too_large");
    const { transferId, amount, recipientId, mark } = order;
    this.balance += amount;
    this.#around.trace.note("bank", `takes ${amount} of ${transferId} back for ${mark.reference}: ${reversal.id}`);
    this.#around.judge.onMovement({ ...reversal, recipientId }, nameOfOrder(order), launchTick);
    return { status: 200, code: null, transfer: null, reversal, replayed: false };
  }
}

function answerAgain(entry: KeyEntry, fingerprint: string): Answer {
  if (entry.fingerprint !== fingerprint) return refuse(400, "idempotency_error");
  return entry.answer === null ? refuse(409, "idempotency_key_in_use") : { ...entry.answer, replayed: true };
}

function refuse(status: number, code: string | null): Answer {
  return { status, code, transfer: null, reversal: null, replayed: false };
}
