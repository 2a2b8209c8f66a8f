import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import type { Issue, PayoutError } from "../domain/errors.ts";
import { invariant } from "../domain/invariant.ts";
import type { PayoutRecord } from "../domain/payout-record.ts";
import { announce } from "../lifecycle/announce.ts";
import { alreadyPaid, unsettled } from "../lifecycle/answers.ts";
import { toCanceled } from "../lifecycle/by-hand.ts";
import type { Seen } from "../lifecycle/ledger.ts";
import { readRecord } from "../lifecycle/payout-record.ts";
import { readTransfer } from "../lifecycle/stored-transfer.ts";
import { asKnown, unknownReference } from "./as-known.ts";
import type { OperationContext } from "./context.ts";
import { readFields } from "./filters.ts";
import { loadPayout } from "./get-payout.ts";
import { invalidRequest } from "./invalid-request.ts";
import { type RecordChoice, readKind } from "./record-choice.ts";

/** What `cancelPayout` can fail with. */
export type CancelPayoutError = PayoutError<"INVALID_REQUEST" | "ALREADY_PAID" | "API_ERROR">;

/** Calls a payout or a reversal off that was recorded and never sent; refused wherever bytes may have gone out. */
export function cancelPayout(
  context: OperationContext,
  reference: string,
  choice?: RecordChoice,
): ResultAsync<PayoutRecord, CancelPayoutError> {
  const issues: Issue[] = [];
  const kind = readKind(readFields(choice, ["kind"], issues), issues);
  if (issues.length > 0) return errAsync(invalidRequest(issues));
  return loadPayout(context, reference, kind)
    .mapErr((error) => asKnown(error, null))
    .andThen((seen) => new ResultAsync(cancel(context, seen)));
}

async function cancel({ lifecycle }: OperationContext, seen: Seen): Promise<Result<PayoutRecord, CancelPayoutError>> {
  const changed = await lifecycle.ledger.change(seen, (record) =>
    record?.state === "ready" ? toCanceled(record, lifecycle.clock.now()) : null,
  );
  if (changed.isErr()) return err(asKnown(changed.error, null));
  announce(lifecycle, seen.record, changed.value, null);
  const { record } = changed.value;
  if (record === null) return err(unknownReference(seen.id));
  if (record.state === "canceled" || record.state === "failed") return ok(readRecord(record));
  if (record.state === "paid") {
    invariant(record.transfer !== null, "a paid payout has no transfer");
    return err(alreadyPaid(record.reference, readTransfer(record.transfer)));
  }
  return err(unsettled(record, null));
}
