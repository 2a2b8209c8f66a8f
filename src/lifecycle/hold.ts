import type { Lease, StoredRecord } from "../ports/payout-store.ts";
import type { Decide, Seen } from "./ledger.ts";

/** The record that a drive gave back and is about to send again; in the store it still bears the drive's lease. */
export class Hold {
  #held: StoredRecord | null = null;

  /** A record that others have to keep their hands off is open to the drive that holds it. */
  opened(seen: Seen, { token }: Lease): Seen {
    const { record } = seen;
    if (record?.state !== "ready" || record.lease?.token !== token) return seen;
    this.#held = { ...record, lease: null };
    return { ...seen, record: this.#held };
  }

  covers({ record }: Seen): boolean {
    return record !== null && record === this.#held;
  }
}

/** Gives up the hold on a payout that isn't sent again after all. */
export function letGo(held: Seen, nowMs: number): Decide {
  return (record) => (record === null || record !== held.record ? null : { ...record, updatedAtMs: nowMs });
}
