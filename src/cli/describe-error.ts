import type { ApiErrorReason, PayoutError } from "../index.ts";

/** What is known about the money, in a sentence. */
export function moneySentence(error: PayoutError): string {
  switch (error.outcome) {
    case "not_created":
      return "No money moved.";
    case "created":
      return "The money has been sent.";
    case "unknown":
      return "It isn't known yet whether the money moved.";
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
      return "There is nothing to do.";
    case "INVALID_REQUEST":
      return requestStep(error.reason);
    case "API_ERROR":
      return error.outcome === "unknown" ? unknownStep(error.reason) : apiStep[error.reason];
  }
}

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

function unknownStep(reason: ApiErrorReason): string {
  if (reason === "store_unavailable") return "Check the store's file (--store), then run the same command again: it never pays a second time.";
  return reason === "needs_review"
    ? "Look at the provider's dashboard and settle it with resolvePayout."
    : "Run the same command again: it finds out, and never pays a second time.";
}

function codeIn(providerCode: string | null): string {
  return providerCode === null ? "" : ` (${providerCode})`;
}

const again = "Run the same command again.";
const apiStep: Record<ApiErrorReason, string> = {
  network: "Check the connection, then run the same command again.",
  timeout: again,
  rate_limited: "Wait a little, then run the same command again.",
  unavailable: "Wait a little, then run the same command again.",
  authentication: "Check the secret key.",
  permission: "Give the key the permission that is missing.",
  invalid_response: again,
  not_found: "Check the id.",
  in_progress: "Another process is paying it. Run the same command again later.",
  store_unavailable: "Check the store's file (--store), then run the same command again.",
  needs_review: "Look at the provider's dashboard and settle it with resolvePayout.",
  aborted: again,
};
