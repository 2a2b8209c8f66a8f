import type { BatchProblem } from "../domain/batch.ts";
import { PayoutError } from "../domain/errors.ts";
import type { Payout } from "../domain/payout-request.ts";
import { samePayout } from "../lifecycle/mismatch.ts";

/**
 * What failed in a batch, so that the same reference further down isn't tried again, and not paid with other
 * parameters: a new attempt takes a new call. It remembers the first 100,000 failures.
 */
export class BatchFailures {
  readonly #failures = new Map<string, { readonly payout: Payout; readonly error: PayoutError }>();

  remember(payout: Payout, error: PayoutError): void {
    if (this.#failures.size < mostRemembered) this.#failures.set(payout.reference, { payout, error });
  }

  /** The result of a row whose reference failed before in this batch, else `null`. */
  ofRepeated(index: number, payout: Payout): BatchProblem | null {
    const { reference } = payout;
    const first = this.#failures.get(reference);
    if (first === undefined) return null;
    const error = samePayout(first.payout, payout) ? first.error : conflict(reference);
    return { index, reference, status: "failed", error };
  }
}

function conflict(reference: string): PayoutError<"INVALID_REQUEST"> {
  const message = "the reference names another payout earlier in this batch; use a new reference for a new payout";
  return new PayoutError({
    code: "INVALID_REQUEST",
    reason: "reference_conflict",
    outcome: "not_created",
    details: { issues: [{ path: "reference", message }] },
    message,
    reference,
  });
}

const mostRemembered = 100_000;
