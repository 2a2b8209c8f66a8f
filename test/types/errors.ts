import {
  isPayoutError,
  type PayoutErrorCode,
  type PayoutErrorTable,
  PayoutError,
  type Transfer,
} from "payoutkit";
import type { Equal, Expect } from "./expect.ts";

export type SevenCodes = Expect<
  Equal<
    PayoutErrorCode,
    | "INSUFFICIENT_BALANCE"
    | "BELOW_MINIMUM_THRESHOLD"
    | "INVALID_RECIPIENT"
    | "TRANSFER_FAILED"
    | "ALREADY_PAID"
    | "INVALID_REQUEST"
    | "API_ERROR"
  >
>;

export type CodesAreTheTable = Expect<Equal<keyof PayoutErrorTable, PayoutErrorCode>>;

/** A switch over the code narrows the details, and is known to be complete. */
export function describeError(error: PayoutError): string | number | null {
  switch (error.code) {
    case "INSUFFICIENT_BALANCE":
      return error.details.required - (error.details.available ?? 0);
    case "BELOW_MINIMUM_THRESHOLD":
      return error.details.minimum;
    case "INVALID_RECIPIENT":
      return error.details.recipientId;
    case "TRANSFER_FAILED":
      return error.details.providerCode;
    case "ALREADY_PAID":
      return error.details.transfer.id;
    case "INVALID_REQUEST":
      return error.details.issues.map((issue) => issue.message).join();
    case "API_ERROR":
      return error.details.retryAfterMs ?? null;
  }
}

/** Destructuring narrows too. */
export function availableFunds({ code, details }: PayoutError): number | null {
  return code === "INSUFFICIENT_BALANCE" ? details.available : null;
}

/** The outcome is as narrow as the code. */
export function outcomeOfAlreadyPaid(error: PayoutError<"ALREADY_PAID">): "created" {
  return error.outcome;
}

/** `isPayoutError` narrows a caught value, and to one code. */
export function paidTransfer(value: unknown): Transfer | null {
  // @ts-expect-error -- nothing is known of the value yet
  void value.code;
  if (isPayoutError(value, "ALREADY_PAID")) return value.details.transfer;
  // @ts-expect-error -- of any code the details aren't known
  if (isPayoutError(value)) void value.details.transfer;
  return null;
}

/** A PayoutError is an Error. */
export function asError(error: PayoutError): Error {
  return error;
}

export const refused = new PayoutError({
  code: "TRANSFER_FAILED",
  outcome: "not_created",
  reason: "declined",
  details: { providerCode: "transfers_not_allowed" },
  message: "the provider refused the transfer",
});

export const contradiction = new PayoutError({
  code: "TRANSFER_FAILED",
  // @ts-expect-error -- a failed transfer was not created
  outcome: "created",
  reason: "declined",
  details: { providerCode: null },
  message: "",
});

export function misuse(error: PayoutError): void {
  // @ts-expect-error -- there is no such code
  void (error.code === "NO_FUNDS");
  // @ts-expect-error -- the details depend on the code
  void error.details.required;
  // @ts-expect-error -- an error can't be changed
  error.retryable = true;
}
