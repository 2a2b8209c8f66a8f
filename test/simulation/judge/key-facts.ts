import { createHash } from "node:crypto";
import { minuteMs, promises } from "../world/durations.ts";
import { nameOfOrder, type Order } from "../world/requests.ts";
import type { Violation } from "./invariants.ts";

/** What is known of each idempotency key: who claimed it, what it carried, and since when it is in use. */
export class KeyFacts {
  readonly #keys = new Map<string, KeyFact>();
  readonly #derived = new Map<string, string[]>();

  /** A claim of this key is durable. */
  claimed(key: string, reference: string, by: string, nowMs: number): void {
    const fact = this.#fact(key, reference);
    fact.claims += 1;
    fact.claimedMs.set(by, nowMs);
  }

  /** A request goes out; what is wrong with that, if anything. */
  sent(key: string, prepared: { readonly body: string; readonly by: string }, order: Order, nowMs: number): Violation | null {
    const { body, by } = prepared;
    const reference = nameOfOrder(order);
    const fact = this.#fact(key, reference);
    fact.sends += 1;
    fact.body ??= body;
    if (!this.#isDerived(key, order)) return { invariant: 7, what: `${reference} is sent under a key that isn't its own` };
    if (fact.body !== body) return { invariant: 7, what: `a key of ${reference} carries other parameters than before` };
    if (fact.sends > fact.claims) return { invariant: 9, what: `${reference} is sent without a durable claim` };
    const waitedMs = nowMs - (fact.claimedMs.get(by) ?? nowMs);
    if (waitedMs > guardMs) return { invariant: 9, what: `${reference} is sent ${Math.round(waitedMs / 1000)} s after its claim` };
    const ageMs = nowMs - (fact.begunMs ?? nowMs);
    const minutes = Math.round(ageMs / minuteMs);
    return ageMs > promises.keyWindowMs + toleranceMs ? { invariant: 8, what: `a key of ${reference} is sent ${minutes} minutes after its first execution` } : null;
  }

  /** A request under this key was executed for the first time, or for the first time again. */
  begun(key: string, reference: string, nowMs: number): void {
    this.#fact(key, reference).begunMs ??= nowMs;
  }

  /** The store has lost what it knew of this reference; nobody can keep to what was forgotten. */
  forget(reference: string): void {
    for (const [key, fact] of this.#keys) if (fact.reference === reference) this.#keys.delete(key);
  }

  #fact(key: string, reference: string): KeyFact {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const fact = { reference, claims: 0, claimedMs: new Map<string, number>(), sends: 0, begunMs: null, body: null };
    this.#keys.set(key, fact);
    return fact;
  }

  #isDerived(key: string, order: Order): boolean {
    const { kind, mark } = order;
    const keys = this.#derived.get(nameOfOrder(order)) ?? [];
    this.#derived.set(nameOfOrder(order), keys);
    if (keys.includes(key)) return true;
    while (keys.length < mostAttempts) {
      const identity = JSON.stringify([kind, "live", mark.namespace, mark.reference, keys.length + 1]);
      const next = `pk1_${createHash("sha256").update(identity).digest("hex")}`;
      keys.push(next);
      if (next === key) return true;
    }
    return false;
  }
}

interface KeyFact {
  readonly reference: string;
  claims: number;
  /** When each process last claimed it. */
  readonly claimedMs: Map<string, number>;
  sends: number;
  begunMs: number | null;
  body: string | null;
}

const mostAttempts = 40;
// However long a process was paused since its claim, no request leaves later than this.
const guardMs = 30_000;
// Twice the skew that is tolerated, and the time from a claim to its wire.
const toleranceMs = 11 * minuteMs;
