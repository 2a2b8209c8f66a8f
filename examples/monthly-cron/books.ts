import { DatabaseSync } from "node:sqlite";
import type { Earning, EarningsPayout } from "payoutkit";

/** What the app knows of its members' earnings. */
export interface Books {
  /** Every earning that isn't paid, and those that this run has paid. */
  unpaid(run: string): Earning[];
  /** Writes each payout's reference to its earnings, all or none, before anything is sent. */
  record(payouts: readonly EarningsPayout[]): void;
  /** Marks a payout's earnings as paid. */
  markPaid(reference: string): void;
  close(): void;
}

/** Opens the books, with a few earnings in them the first time. */
export function openBooks(path: string): Books {
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE IF NOT EXISTS earnings (id TEXT PRIMARY KEY, recipient TEXT, amount INTEGER, reference TEXT, paid INTEGER)");
  const insert = database.prepare("INSERT OR IGNORE INTO earnings VALUES (?, ?, ?, NULL, 0)");
  for (const [id, recipient, amount] of firstEarnings) insert.run(id, recipient, amount);
  const select = database.prepare("SELECT * FROM earnings WHERE paid = 0 OR reference LIKE ? || ':%'");
  const assign = database.prepare("UPDATE earnings SET reference = ? WHERE id = ?");
  const mark = database.prepare("UPDATE earnings SET paid = 1 WHERE reference = ?");
  return {
    unpaid: (run) => select.all(run).map(toEarning),
    record: (payouts) => {
      database.exec("BEGIN IMMEDIATE");
      for (const { reference, earningIds } of payouts) for (const id of earningIds) assign.run(reference, id);
      database.exec("COMMIT");
    },
    markPaid: (reference) => void mark.run(reference),
    close: () => database.close(),
  };
}

const firstEarnings = [
  ["bounty_17", "acct_maya", 640],
  ["sale_903", "acct_maya", 700],
  ["sale_904", "acct_noor", 300],
  ["fund_11", "acct_ana", 5000],
] as const;

function toEarning({ id, recipient, amount, reference }: Record<string, unknown>): Earning {
  const given = typeof reference === "string" ? reference : null;
  return { id: String(id), recipientId: String(recipient), amount: Number(amount), currency: "usd", reference: given };
}
