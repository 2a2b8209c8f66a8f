import type { Ledger } from "./ledger.ts";

/** The same ledger, telling whenever it begins to ask the store: what it answers then is no older than that. */
export function watchedLedger(ledger: Ledger, onLook: () => void): Ledger {
  return {
    load: (id) => {
      onLook();
      return ledger.load(id);
    },
    loadAll: (ids) => {
      onLook();
      return ledger.loadAll(ids);
    },
    change: (seen, decide) =>
      ledger.change(seen, (record, moment) => {
        const next = decide(record, moment);
        if (next !== null && next !== record) onLook();
        return next;
      }),
    settled: () => ledger.settled(),
  };
}
