import { PayoutError } from "../domain/errors.ts";

/** Makes the error of a row of a batch whose reference names another payout in a row before it. */
export function repeatedReference(reference: string): PayoutError<"INVALID_REQUEST"> {
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
