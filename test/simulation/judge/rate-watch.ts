import type { Machine } from "../world/machine.ts";
import type { Violation } from "./invariants.ts";

/** How many requests each process may start in any second and have open at once. */
export interface RateLimits {
  readonly perSecond: { readonly read: number; readonly write: number };
  readonly concurrency: number;
}

/** Counts every process's requests. */
export class RateWatch {
  readonly #limits: RateLimits;
  readonly #starts = new Map<string, number[]>();
  readonly #open = new Map<Machine, number>();

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  started(machine: Machine, kind: "read" | "write", nowMs: number): Violation | null {
    const lane = `${machine.name} ${kind}`;
    const recent = (this.#starts.get(lane) ?? []).filter((startMs) => startMs > nowMs - 1000);
    recent.push(nowMs);
    this.#starts.set(lane, recent);
    const open = (this.#open.get(machine) ?? 0) + 1;
    this.#open.set(machine, open);
    if (recent.length > this.#limits.perSecond[kind]) return { invariant: 11, what: `${recent.length} ${kind}s within a second` };
    return open > this.#limits.concurrency ? { invariant: 11, what: `${open} requests at once` } : null;
  }

  ended(machine: Machine): void {
    this.#open.set(machine, (this.#open.get(machine) ?? 1) - 1);
  }
}
