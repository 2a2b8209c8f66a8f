import { err, ok, type Result } from "neverthrow";
import { movementOf, targetOf } from "../lifecycle/movement.ts";
import { agreesWith, bearsMark, storeTransfer } from "../lifecycle/stored-transfer.ts";
import type { StoredRecord, StoredTransfer } from "../ports/payout-store.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";
import { asKnown, refused } from "./as-known.ts";
import { checkTransfer } from "./check-answer.ts";
import type { OperationContext } from "./context.ts";
import type { QueryError } from "./query-error.ts";

/**
 * The transfer, or the reversal, that somebody says was made for a record. One that bears the record's own mark is
 * believed whatever its parameters are; one without a mark has to agree with what was asked for.
 */
export async function namedTransfer(
  context: OperationContext,
  record: StoredRecord,
  transferId: string,
): Promise<Result<StoredTransfer, QueryError>> {
  const found = record.kind === "payout" ? await readOne(context, transferId) : await findReversal(context, record, transferId);
  if (found.isErr()) return err(asKnown(found.error, record));
  const transfer = found.value;
  if (transfer === null) {
    return err(refused(record, { path: "as.transferId", message: "no reversal of this id and this reference is to be found at the transfer" }));
  }
  const mark = transfer.mark ?? record;
  const isUnmarked = transfer.mark === null;
  if (!bearsMark({ mark, mode: transfer.mode }, record) || (isUnmarked && !agreesWith(transfer, record))) {
    const message = "this transfer's recipient, amount, currency or reference isn't the payout's";
    return err(refused(record, { path: "as.transferId", message }));
  }
  return ok(storeTransfer(transfer, context.provider.name, record.reference));
}

async function readOne({ lifecycle }: OperationContext, transferId: string): Promise<Result<ProviderTransfer, QueryError>> {
  return lifecycle.reads.get(transferId).andThen(checkTransfer);
}

/** Reversals can be found by their mark alone. */
async function findReversal(
  { lifecycle }: OperationContext,
  record: StoredRecord,
  reversalId: string,
): Promise<Result<ProviderTransfer | null, QueryError>> {
  const { namespace, reference } = record;
  const found = await movementOf(lifecycle, targetOf(record)).find({ namespace, reference }, {});
  return found.map(({ transfers }) => transfers.find(({ id, mark }) => id === reversalId && mark !== null) ?? null);
}
