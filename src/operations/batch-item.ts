import type { Result } from "neverthrow";
import type { BatchItem } from "../domain/batch.ts";
import type { PayoutError } from "../domain/errors.ts";
import { alreadyPaid } from "../lifecycle/answers.ts";
import type { Paid } from "../lifecycle/drive-end.ts";

/** Which row of a batch a result is about. */
export interface RowName {
  readonly index: number;
  readonly reference: string;
}

/** What became of a row; `settledBefore` if this run settled it as paid before it began to read. */
export function toItem(row: RowName, result: Result<Paid, PayoutError>, settledBefore: boolean): BatchItem {
  if (result.isOk()) {
    const { transfer, part } = result.value;
    const paidNow = part === "sent" || part === "settled" || settledBefore;
    if (paidNow) return { ...row, status: "paid", transfer };
    if (transfer.status === "reversed") return { ...row, status: "failed", error: alreadyPaid(row.reference, transfer) };
    return { ...row, status: "already_paid", transfer };
  }
  const { error } = result;
  if (error.code !== "API_ERROR") return { ...row, status: "failed", error };
  if (error.outcome !== "not_created") return { ...row, status: "unknown", error };
  // Only a payout that was sent, and then closed as absent, is found not to exist.
  return { ...row, status: error.reason === "not_found" ? "failed" : "not_started", error };
}

/** What would fail every payout alike isn't any payout's failure. */
export function stopsBatch(item: BatchItem): PayoutError | null {
  if (item.status !== "not_started" && item.status !== "unknown") return null;
  const { reason } = item.error;
  return reason === "authentication" || reason === "permission" || reason === "store_unavailable" ? item.error : null;
}

/** Whether a row said that its payout doesn't exist; one that was taken back does, and a conflict is about another row. */
export function isFailure(item: BatchItem): item is Extract<BatchItem, { readonly status: "failed" }> {
  return item.status === "failed" && item.error.outcome === "not_created" && item.error.reason !== "reference_conflict";
}
