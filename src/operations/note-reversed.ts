import { payoutId } from "../lifecycle/account.ts";
import { learnTransfer } from "../lifecycle/learn-transfer.ts";
import { bearsMark } from "../lifecycle/stored-transfer.ts";
import { checkTransfer } from "./check-answer.ts";
import type { OperationContext } from "./context.ts";
import { refreshMirror } from "./mirror.ts";
import type { Reader } from "./read.ts";

/**
 * Lets the payout that made a transfer know how much of it was taken back, where the store holds that payout as
 * paid, and the mirror of the history with it. What fails here is left to webhooks, `reconcile` and `syncHistory`: the
 * reversal itself is made and kept.
 */
export async function noteReversed(context: OperationContext, reader: Reader, transferId: string): Promise<void> {
  const { lifecycle, namespace, provider } = context;
  await refreshMirror(context, reader, transferId);
  const account = await reader.wait(() => lifecycle.account());
  if (account.isErr()) return;
  const now = await reader.read((call) => provider.get(transferId, call).andThen(checkTransfer));
  if (now.isErr() || now.value.mark === null) return;
  const transfer = now.value;
  const id = payoutId(account.value, namespace, now.value.mark.reference);
  if (transfer.id !== transferId || !bearsMark(transfer, id)) return;
  const seen = await reader.wait(() => lifecycle.ledger.load(id));
  const record = seen.isOk() ? seen.value.record : null;
  if (seen.isErr() || record?.state !== "paid" || record.transfer?.id !== transferId) return;
  await reader.wait(() => learnTransfer(lifecycle, account.value, seen.value, transfer));
}
