import { ResultAsync, type Result } from "neverthrow";
import type { StoredRecord, StoreFailure } from "../ports/payout-store.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";
import type { Account } from "./account.ts";
import { announce } from "./announce.ts";
import type { LifecycleContext } from "./context.ts";
import type { Changed, Seen } from "./ledger.ts";
import { settleFound } from "./look-up-payout.ts";
import type { Transition } from "./settle.ts";
import { agreesWith } from "./stored-transfer.ts";

/**
 * Settles what it means for a payout that a transfer of its mark exists. A fact: it needs no lease, it may come
 * from anyone, and twice. It opens no attempt and sends nothing.
 */
export function learnTransfer(
  context: LifecycleContext,
  account: Account,
  seen: Seen,
  transfer: ProviderTransfer,
): ResultAsync<Changed, StoreFailure> {
  return new ResultAsync(learn(context, account, seen, transfer));
}

async function learn(
  context: LifecycleContext,
  account: Account,
  seen: Seen,
  transfer: ProviderTransfer,
): Promise<Result<Changed, StoreFailure>> {
  let transition: Transition | null = null;
  const changed = await context.ledger.change(seen, (record, moment) => {
    transition =
      record !== null && leavesAsIs(record, account, transfer)
        ? { record, alarm: { type: "parameters_differ" } }
        : settleFound(context, account, { ...seen, record, moment }, [transfer]);
    return transition?.record ?? null;
  });
  if (changed.isOk()) announce(context, seen.record, changed.value, transition);
  return changed;
}

/** Another account's record isn't this transfer's, and one that is under review for it already stays so. */
function leavesAsIs(record: StoredRecord, account: Account, transfer: ProviderTransfer): boolean {
  return record.account !== account.id || (record.state === "review" && record.attempts.length > 0 && !agreesWith(transfer, record));
}
