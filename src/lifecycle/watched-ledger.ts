import type { Ledger } from "./ledger.ts";

/** The same ledger, telling whenever it begins to look at one record: what it answers then is no older than that. */
export function watchedLedger(ledger: Ledger, onLook: () => void): Ledger {
  return {
    ...ledger,
    load: (id) => {
      onLook();
      return ledger.load(id);
    },
    change: (seen, decide) =>
      ledger.change(seen, (record, moment) => {
        const next = decide(record, moment);
        if (next !== null && next !== record) onLook();
        return next;
      }),
  };
}
