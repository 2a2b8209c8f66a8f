import type { Machine } from "../world/machine.ts";

/** What a caller was told of the money. */
export type Told = "created" | "not_created" | "unknown" | "refused" | "crashed";

/** One call for one reference that may send money. */
export interface Call {
  readonly reference: string;
  readonly machine: Machine;
  readonly beganTick: number;
  endedTick: number | null;
  told: Told | null;
}

/** Every call of a world, by reference. */
export class Calls {
  readonly #calls = new Map<string, Call[]>();

  begin(reference: string, machine: Machine, beganTick: number): Call {
    const call: Call = { reference, machine, beganTick, endedTick: null, told: null };
    const before = this.#calls.get(reference);
    if (before === undefined) this.#calls.set(reference, [call]);
    else before.push(call);
    return call;
  }

  end(call: Call, told: Told, tick: number): void {
    call.endedTick = tick;
    call.told = told;
  }

  /** The machine is gone, and with it everybody who waited there. */
  crash(machine: Machine, tick: number): void {
    for (const calls of this.#calls.values()) {
      for (const call of calls) if (call.machine === machine && call.endedTick === null) this.end(call, "crashed", tick);
    }
  }

  /** Whether some other caller still asked for this reference after that moment. */
  anyOtherAfter(reference: string, tick: number, than: Call | null): boolean {
    return this.of(reference).some((call) => call !== than && (call.endedTick === null || call.endedTick > tick));
  }

  /** How many calls for a reference began on a machine. */
  countOn(machine: Machine, reference: string): number {
    return this.of(reference).filter((call) => call.machine === machine).length;
  }

  /** Whether a machine may still act for a caller: one who waits, was told that it is open, or went down with it. */
  anyOpenOn(machine: Machine, reference: string): boolean {
    const open: readonly (Told | null)[] = [null, "unknown", "crashed"];
    return this.of(reference).some((call) => call.machine === machine && open.includes(call.told));
  }

  unanswered(): Call[] {
    return [...this.#calls.values()].flat().filter(({ machine, endedTick }) => machine.alive && endedTick === null);
  }

  of(reference: string): readonly Call[] {
    return this.#calls.get(reference) ?? [];
  }
}
