import type { Answer } from "./bank.ts";
import type { Schedule } from "./schedule.ts";

/** What the bank remembers of one idempotency key. */
export interface KeyEntry {
  readonly fingerprint: string;
  readonly firstSeenMs: number;
  readonly lifeMs: number;
  /** `null` while the first request is in flight. */
  answer: Answer | null;
}

/** Idempotency keys and their answers, each for its own lifetime from the first request. */
export class KeyRing {
  readonly #schedule: Schedule;
  readonly #entries = new Map<string, KeyEntry>();

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  find(key: string): KeyEntry | null {
    const entry = this.#entries.get(key) ?? null;
    const pruned = entry !== null && entry.answer !== null && this.#schedule.nowMs - entry.firstSeenMs >= entry.lifeMs;
    return pruned ? null : entry;
  }

  begin(key: string, fingerprint: string, lifeMs: number): KeyEntry {
    const entry: KeyEntry = { fingerprint, firstSeenMs: this.#schedule.nowMs, lifeMs, answer: null };
    this.#entries.set(key, entry);
    return entry;
  }
}
