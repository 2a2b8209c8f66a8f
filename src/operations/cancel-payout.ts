import { err, ok, ResultAsync, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { PayoutRecord } from "../domain/payout-record.ts";
import { invariant } from "../domain/invariant.ts";
import { announce } from "../lifecycle/announce.ts";
import { alreadyPaid, unsettled } from "../lifecycle/answers.ts";
import { toCanceled } from "../lifecycle/by-hand.ts";
import type { Seen } from "../lifecycle/ledger.ts";
import { readRecord } from "../lifecycle/payout-record.ts";
import { readTransfer } from "../lifecycle/stored-transfer.ts";
import type { OperationContext } from "./context.ts";
import { loadPayout, unknownReference } from "./get-payout.ts";

/** What `cancelPayout` can fail with. */
export type CancelPayoutError = PayoutError<"INVALID_REQUEST" | "ALREADY_PAID" | "API_ERROR">;

/** Calls a payout off that was recorded and never sent; refused wherever bytes may have gone out. */
export function cancelPayout(context: OperationContext, reference: string): ResultAsync<PayoutRecord, CancelPayoutError> {
  return loadPayout(context, reference).andThen((seen) => new ResultAsync(cancel(context, seen)));
}

async function cancel({ lifecycle }: OperationContext, seen: Seen): Promise<Result<PayoutRecord, CancelPayoutError>> {
  const changed = await lifecycle.ledger.change(seen, (record) =>
    record?.state === "ready" ? toCanceled(record, lifecycle.clock.now()) : null,
  );
  if (changed.isErr()) return err(changed.error);
  announce(lifecycle, seen.record, changed.value, null);
  const { record } = changed.value;
  if (record === null) return err(unknownReference(seen.id.reference));
  if (record.state === "canceled" || record.state === "failed") return ok(readRecord(record));
  if (record.state === "paid") {
    invariant(record.transfer !== null, "a paid payout has no transfer");
    return err(alreadyPaid(record.reference, readTransfer(record.transfer)));
  }
  return err(unsettled(record, null));
}
