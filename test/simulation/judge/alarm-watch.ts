import type { StoredRecord } from "../../../src/ports/payout-store.ts";
import type { Machine } from "../world/machine.ts";
import { nameOf } from "./name.ts";

/** Sees to it that whoever finds out that something failed was paid after all raises an alarm. */
export class AlarmWatch {
  readonly #owed = new Map<string, Machine>();

  onWrite(machine: Machine, before: StoredRecord | null, after: StoredRecord): void {
    if (before?.state === "failed" && after.state === "paid") this.#owed.set(placeOf(machine, nameOf(after)), machine);
  }

  /** An alarm names a reference, whatever it is the reference of. */
  raised(machine: Machine, reference: string): void {
    for (const kind of ["payout", "reversal"] as const) this.#owed.delete(placeOf(machine, nameOf({ kind, reference })));
  }

  /** Whoever is gone, or never heard that its write was kept, raises no alarm. */
  forgive(machine: Machine, names: readonly string[] | null = null): void {
    for (const [place, by] of this.#owed) {
      if (by === machine && (names === null || names.some((name) => place === placeOf(machine, name)))) this.#owed.delete(place);
    }
  }

  /** What nobody raised an alarm about, and should have. */
  get owed(): string[] {
    return [...this.#owed.keys()];
  }
}

function placeOf({ name }: Machine, about: string): string {
  return `${about}, learnt by ${name}`;
}
