import type { ApiErrorReason, PayoutError } from "../index.ts";

/** What is known about the money, in a sentence. */
export function moneySentence({ outcome, reason }: PayoutError): string {
  // A conflict's outcome is that of the payout which the reference names, and of this one nothing moved.
  const isAnother = reason === "reference_conflict";
  switch (outcome) {
    case "not_created":
      return "No money moved.";
    case "created":
      return isAnother ? "That payout's money has been sent." : "The money has been sent.";
    case "unknown":
      return `It isn't known yet whether ${isAnother ? "that payout's" : "the"} money moved.`;
  }
}

/** What the user can do about an error, in a sentence. */
export function nextStep(error: PayoutError): string {
  switch (error.code) {
    case "INSUFFICIENT_BALANCE":
      return `Add ${error.details.currency} to the balance, then run the same command again.`;
    case "BELOW_MINIMUM_THRESHOLD":
      return "Pay it once it has grown to the minimum, or lower --minimum.";
    case "INVALID_RECIPIENT":
      return recipientStep(error.reason);
    case "TRANSFER_FAILED":
      return `Settle what the provider refused${codeIn(error.details.providerCode)}, then run the same command again.`;
    case "ALREADY_PAID":
      return wasReversed(error) ? reversedStep : "There is nothing to do.";
    case "INVALID_REQUEST":
      return isNeverSynced(error) ? "Run payoutkit sync first, or leave out --history store." : requestStep(error.reason);
    case "API_ERROR":
      return apiStep(error);
  }
}

/** Whether a sum was asked of a store that has mirrored nothing yet; the command line accepts no other wrong history. */
export function isNeverSynced(error: PayoutError<"INVALID_REQUEST">): boolean {
  return error.details.issues.some(({ path }) => path === "history");
}

/** Whether a payout was paid before, and its money has come back since. */
export function wasReversed(error: PayoutError): error is PayoutError<"ALREADY_PAID"> {
  return error.code === "ALREADY_PAID" && error.details.transfer.status === "reversed";
}

/** What the user can do about a payout that was paid before and reversed since, in a sentence. */
export const reversedStep = "Running it again won't pay it; a new payout takes a new reference.";

function recipientStep(reason: "malformed" | "not_found" | "not_ready"): string {
  return reason === "not_ready"
    ? "The recipient has to finish setting up the account; then run the same command again."
    : "Correct the recipient's id, then run the same command again.";
}

function requestStep(reason: "invalid" | "invalid_signature" | "reference_conflict"): string {
  return reason === "reference_conflict"
    ? "Give this payout a reference of its own if it isn't the same payout."
    : "Correct it, then run the same command again.";
}

function apiStep({ reason, outcome, retryable, reference }: PayoutError<"API_ERROR">): string {
  if (reason === "not_found" && reference === undefined) return "Check the id; a reference is looked up with --reference.";
  if (reason === "needs_review") return "Look at the provider's dashboard and settle it with resolvePayout.";
  const first = reason === "unavailable" && !retryable ? "Correct that" : firstSteps[reason];
  const then = first === null ? "Run the same command again" : `${first}, then run the same command again`;
  return outcome === "unknown" ? `${then}: it finds out, and never pays a second time.` : `${then}.`;
}

function codeIn(providerCode: string | null): string {
  return providerCode === null ? "" : ` (${providerCode})`;
}

const firstSteps: Record<Exclude<ApiErrorReason, "needs_review">, string | null> = {
  network: "Check the connection",
  timeout: null,
  rate_limited: "Wait a little",
  unavailable: "Wait a little",
  authentication: "Check the secret key",
  permission: "Give the key the permission that is missing",
  invalid_response: null,
  not_found: null,
  in_progress: "Wait until another process is done with it",
  store_unavailable: "Check the store (--store)",
  aborted: null,
};
