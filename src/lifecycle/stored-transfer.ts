import { invariant } from "../domain/invariant.ts";
import type { Reversal } from "../domain/reversal.ts";
import { makeTransfer, type Transfer } from "../domain/transfer.ts";
import type { RecordId, StoredRecord, StoredTransfer } from "../ports/payout-store.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";

/** A payout's transfer as the provider tells it, in the form in which it is kept. */
export function storeTransfer(transfer: ProviderTransfer, provider: string, reference: string): StoredTransfer {
  const { id, recipientId, amount, currency, amountReversed, status, description, metadata } = transfer;
  // A fraction would make the record of a payment unreadable.
  const createdAtMs = Math.floor(transfer.createdAtMs);
  const fields = { id, recipientId, amount, currency, amountReversed, status, description, metadata, createdAtMs };
  return { ...fields, provider, origin: "payoutkit", reference };
}

/** A kept transfer as callers see it. */
export function readTransfer(stored: StoredTransfer, raw?: unknown): Transfer {
  const { createdAtMs, ...fields } = stored;
  return makeTransfer({ ...fields, createdAt: new Date(createdAtMs) }, raw);
}

/** The reversal of a record that made one, as callers see it. */
export function readReversal({ reference, targetTransferId: transferId, transfer }: StoredRecord): Reversal {
  invariant(transferId !== null && transfer !== null, "a reversal that was made has no transfer");
  const { id, amount, currency, createdAtMs } = transfer;
  return { id, transferId, reference, amount, currency, createdAt: new Date(createdAtMs) };
}

/** Whether a transfer bears the mark of this payout and its money is of the same kind. */
export function bearsMark({ mark, mode }: Pick<ProviderTransfer, "mark" | "mode">, id: RecordId): boolean {
  const kindOfMoney = id.mode === "live" ? "live" : "test";
  return mark?.namespace === id.namespace && mark.reference === id.reference && (mode === null || mode === kindOfMoney);
}

/** Whether a transfer is what this record asked for. */
export function agreesWith(transfer: ProviderTransfer, record: StoredRecord): boolean {
  return (
    transfer.recipientId === record.recipientId &&
    transfer.amount === record.amount &&
    transfer.currency === record.currency
  );
}
