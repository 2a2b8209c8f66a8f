import type { StoredRecord } from "../ports/payout-store.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";

/** How a transfer of some mark compares with the record of that mark. */
export type Comparison =
  | { readonly kind: "matched" | "reversed" | "unknown_to_store" | "duplicate" }
  | { readonly kind: "differs"; readonly fields: readonly string[] };

/** Compares what the store has with what the provider shows; pure. */
export function comparePayout(record: StoredRecord | null, transfer: ProviderTransfer, account: string): Comparison {
  if (record === null) return { kind: "unknown_to_store" };
  if (record.account !== account) return { kind: "differs", fields: ["account"] };
  const isPaid = record.state === "paid";
  if (isPaid && record.transfer?.id !== transfer.id) return { kind: "duplicate" };
  // A record that was never sent binds nobody: it takes the parameters of the transfer.
  const fields = isPaid || record.attempts.length > 0 ? differingFields(record, transfer) : [];
  if (fields.length > 0) return { kind: "differs", fields };
  if (!isPaid) return { kind: "unknown_to_store" };
  return { kind: transfer.amountReversed > 0 ? "reversed" : "matched" };
}

function differingFields(record: StoredRecord, transfer: ProviderTransfer): string[] {
  const fields: string[] = [];
  if (record.recipientId !== transfer.recipientId) fields.push("recipientId");
  if (record.amount !== transfer.amount) fields.push("amount");
  if (record.currency !== transfer.currency) fields.push("currency");
  // What was taken back never becomes less.
  if ((record.transfer?.amountReversed ?? 0) > transfer.amountReversed) fields.push("amountReversed");
  return fields;
}
