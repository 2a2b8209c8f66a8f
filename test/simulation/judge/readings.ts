import type { BatchPlan } from "../../../src/domain/batch.ts";
import type { PayoutRequest } from "../../../src/domain/payout-request.ts";
import type { ReconcileReport } from "../../../src/domain/reconcile.ts";
import type { Transfer } from "../../../src/domain/transfer.ts";
import type { ProviderTransfer } from "../../../src/ports/transfer-provider.ts";
import type { Books } from "../world/books.ts";

/** The reference of the payout that a transfer on the books belongs to, `null` if it is somebody else's. */
export function ownReference({ mark, mode }: ProviderTransfer): string | null {
  return mark?.namespace === "default" && mode === "live" ? mark.reference : null;
}

/** The transfers of payouts, oldest first. */
export function oursAmong({ bookings }: Books): ProviderTransfer[] {
  return bookings.map(({ transfer }) => transfer).filter((transfer) => ownReference(transfer) !== null);
}

/** What was paid, net of what was taken back. */
export function totalOf(transfers: readonly Pick<ProviderTransfer, "amount" | "amountReversed">[]): number {
  return transfers.reduce((sum, { amount, amountReversed }) => sum + amount - amountReversed, 0);
}

/** What is false about transfers that somebody was told of, or `null`. */
export function falsehoodOfTransfers(books: Books, transfers: readonly Transfer[]): string | null {
  for (const told of transfers) {
    const real = books.find(told.id);
    if (real === null) return `of ${told.id}, which doesn't exist`;
    const fields = ["recipientId", "amount", "currency"] as const;
    const false_ = fields.find((field) => real[field] !== told[field]);
    if (false_ !== undefined) return `of ${told.id} with a ${false_} that it doesn't have`;
    if (told.amountReversed > real.amountReversed) return `that more of ${told.id} was taken back than was`;
    if (told.reference !== ownReference(real) || (told.origin === "payoutkit") !== (told.reference !== null)) return `of ${told.id} as somebody's whose it isn't`;
  }
  return null;
}

/** What can't be true about a plan, or `null`. */
export function falsehoodOfPlan(plan: BatchPlan, requests: readonly PayoutRequest[], isPaid: (reference: string) => boolean): string | null {
  const paid = new Set(requests.map(({ reference }) => reference).filter(isPaid));
  const { total, toSend, alreadyPaid, open, duplicates, problems, problemsOmitted } = plan;
  const counted = toSend + alreadyPaid + open + duplicates + problems.length + problemsOmitted;
  if (total !== requests.length || counted !== total) return `a plan that counts ${counted} of ${requests.length} payouts`;
  return alreadyPaid > paid.size ? `that ${alreadyPaid} payouts are paid where ${paid.size} are` : null;
}

/** What can't be true about a comparison, whatever happened meanwhile, or `null`. */
export function falsehoodOfReconcile({ counts, findings }: ReconcileReport, books: Books): string | null {
  for (const { kind, reference, transfer } of findings) {
    const real = books.find(transfer.id);
    if (kind === "missing_at_provider" && real !== null) return `${transfer.id} is reconciled as missing, and it exists`;
    if (kind === "missing_at_provider") continue;
    if (real === null || ownReference(real) !== reference) return `${transfer.id} is reconciled as a transfer of ${reference}, which it isn't`;
    if (transfer.amountReversed > real.amountReversed) return `more of ${transfer.id} is reconciled as taken back than was`;
    if (kind === "duplicate" && oursAmong(books).filter((ours) => ownReference(ours) === reference).length < 2) return `${transfer.id} is reconciled as a duplicate, and is the only one`;
  }
  const { transfers, matched, reversed, unknownToStore, differing, duplicates } = counts;
  const counted = matched + reversed + unknownToStore + differing + duplicates;
  return counted === transfers && transfers <= oursAmong(books).length ? null : `${transfers} transfers are reconciled of ${oursAmong(books).length}`;
}
