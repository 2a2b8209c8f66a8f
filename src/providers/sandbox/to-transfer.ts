import { statusAfterReversals } from "../../domain/transfer.ts";
import type { ProviderTransfer } from "../../ports/transfer-provider.ts";
import type { TransferRow } from "./world.ts";

/** A row of the world as the provider tells it. */
export function toProviderTransfer(row: TransferRow): ProviderTransfer {
  return {
    id: row.id,
    mark: row.mark,
    mode: "test",
    recipientId: row.recipientId,
    amount: row.amount,
    currency: row.currency,
    amountReversed: row.amountReversed,
    status: statusAfterReversals(row.amount, row.amountReversed),
    description: row.description,
    metadata: row.metadata,
    createdAtMs: row.createdAtMs,
    raw: row,
  };
}
