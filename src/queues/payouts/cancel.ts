import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import type { EngineFailure } from "./engine.ts";
import type { QueueParts } from "./parts.ts";

/** What was called off. */
export interface CancelReport {
  /** Payouts that nobody will send without being asked anew. */
  readonly canceled: number;
  /** Payouts that couldn't be called off: those that were named, and those that the client refused. */
  readonly left: readonly NotCanceled[];
}

/** A payout that couldn't be called off. */
export interface NotCanceled {
  readonly reference: string;
  /** Why; `null` if it isn't waiting in this batch: it is being sent, is over, or was never in it. */
  readonly error: PayoutError | null;
}

/** Calls off what waits in a batch, or some of it. */
export async function cancel(
  parts: QueueParts,
  batchId: string,
  references: readonly string[] | null,
): Promise<Result<CancelReport, EngineFailure>> {
  const left: NotCanceled[] = [];
  const missing = new Set(references);
  let canceled = 0;
  for (;;) {
    const some = await parts.ledger.cancel(parts.scope, { batchId, references });
    if (some.isErr()) return err(some.error);
    if (some.value.length === 0) break;
    for (const { reference, isRecorded } of some.value) {
      missing.delete(reference);
      const error = isRecorded ? await cancelRecord(parts, reference) : null;
      if (error === null) canceled += 1;
      else left.push({ reference, error });
    }
  }
  for (const reference of missing) left.push({ reference, error: null });
  return ok({ canceled, left });
}

/** The client's own record has to be called off too; no worker sends the payout any more in any case. */
async function cancelRecord({ sender, ledger, scope }: QueueParts, reference: string): Promise<PayoutError | null> {
  const result = await sender.cancelPayout?.(reference);
  if (result === undefined || result.isOk() || result.error.code === "INVALID_REQUEST") return null;
  const { error } = result;
  if (error.code === "ALREADY_PAID") {
    const transferId = error.details.transfer.id;
    await ledger.settle(scope, [{ reference, job: anyJob, state: "paid", transferId, error: null }]);
  }
  return error;
}

/** That a payout is paid is believed of any job. */
const anyJob = "00000000-0000-7000-8000-000000000000";
