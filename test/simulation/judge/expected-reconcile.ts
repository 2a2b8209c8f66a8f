import type { ReconcileReport } from "../../../src/domain/reconcile.ts";
import type { StoredRecord } from "../../../src/ports/payout-store.ts";
import type { ProviderTransfer } from "../../../src/ports/transfer-provider.ts";
import type { Books } from "../world/books.ts";
import { oursAmong, ownReference } from "./readings.ts";

/** What a comparison of the store with the provider has to say while nothing else happens. */
export interface ExpectedReport {
  readonly matched: number;
  /** `kind reference transfer`, sorted. */
  readonly findings: readonly string[];
}

/** Works out, from the disk and the bank's own books, what a whole comparison has to find. */
export function expectReport(records: readonly StoredRecord[], books: Books): ExpectedReport {
  const payouts = records.filter(({ kind }) => kind === "payout");
  const findings: string[] = [];
  let matched = 0;
  for (const transfer of oursAmong(books)) {
    const reference = ownReference(transfer) ?? "";
    const kind = kindOf(payouts.find((record) => record.reference === reference), transfer);
    if (kind === "matched") matched += 1;
    else findings.push(`${kind} ${reference} ${transfer.id}`);
  }
  for (const { reference, state, transfer } of payouts) {
    if (state === "paid" && transfer !== null && books.find(transfer.id) === null) findings.push(`missing_at_provider ${reference} ${transfer.id}`);
  }
  return { matched, findings: findings.sort() };
}

/** A report in the same form. */
export function reportedAs({ counts, findings }: ReconcileReport): ExpectedReport {
  return { matched: counts.matched, findings: findings.map(({ kind, reference, transfer }) => `${kind} ${reference} ${transfer.id}`).sort() };
}

export function sameReport(left: ExpectedReport, right: ExpectedReport): boolean {
  return left.matched === right.matched && left.findings.join() === right.findings.join();
}

function kindOf(record: StoredRecord | undefined, transfer: ProviderTransfer): string {
  if (record === undefined) return "unknown_to_store";
  if (record.state === "paid" && record.transfer?.id !== transfer.id) return "duplicate";
  const isBound = record.state === "paid" || record.attempts.length > 0;
  const isSame = record.recipientId === transfer.recipientId && record.amount === transfer.amount && record.currency === transfer.currency;
  if (isBound && !isSame) return "differs";
  if (record.state !== "paid") return "unknown_to_store";
  return transfer.amountReversed > 0 ? "reversed" : "matched";
}
