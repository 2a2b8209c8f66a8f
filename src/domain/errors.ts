import type { Outcome } from "./outcome.ts";
import type { PayoutRecord } from "./payout-record.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Transfer } from "./transfer.ts";

/** One thing that is wrong with an input. */
export interface Issue {
  /** The field, such as `amount` or `metadata.order`. */
  readonly path: string;
  /** What is wrong with it and what is expected. */
  readonly message: string;
}

/** One field in which a call asks for something else than what its reference names. */
export interface FieldDifference {
  /** Its name, such as `amount`. */
  readonly field: string;
  /** What the reference names; an amount is a number in minor units. */
  readonly stored: string | number;
  /** What the call asks for. */
  readonly given: string | number;
}

/** Which payout a reference already names, when it isn't the one that was asked for. */
export interface ReferenceConflict {
  /** The names of the fields that differ, such as `amount`. */
  readonly fields: readonly string[];
  /** The same fields with both values. */
  readonly differences: readonly FieldDifference[];
  /** The payout that the reference names. */
  readonly payout: PayoutRecord;
}

/** Why the provider or the store couldn't answer. */
export type ApiErrorReason =
  | "network"
  | "timeout"
  | "rate_limited"
  | "unavailable"
  | "authentication"
  | "permission"
  | "invalid_response"
  | "not_found"
  | "in_progress"
  | "store_unavailable"
  | "needs_review"
  | "aborted";

/** What every code carries; the only source of the error types. */
export interface PayoutErrorTable {
  /** The available balance in that currency doesn't cover the amount (minor units). */
  INSUFFICIENT_BALANCE: {
    outcome: "not_created";
    reason: "insufficient_balance";
    details: {
      readonly currency: string;
      readonly required: number;
      /** `null` when the provider didn't say. */
      readonly available: number | null;
    };
  };
  /** The amount is smaller than what is worth sending (minor units). */
  BELOW_MINIMUM_THRESHOLD: {
    outcome: "not_created";
    reason: "below_minimum";
    details: {
      readonly currency: string;
      readonly amount: number;
      /** `null` when the provider refused and didn't say its own minimum. */
      readonly minimum: number | null;
    };
  };
  /** The recipient's id is malformed, names nobody, or names somebody who can't be paid yet. */
  INVALID_RECIPIENT: {
    outcome: "not_created";
    reason: "malformed" | "not_found" | "not_ready";
    details: { readonly recipientId: string };
  };
  /** The provider refused for another reason. */
  TRANSFER_FAILED: {
    outcome: "not_created";
    reason: "declined";
    details: { readonly providerCode: string | null };
  };
  /** The reference is paid. */
  ALREADY_PAID: {
    outcome: "created";
    reason: "already_paid";
    details: { readonly transfer: Transfer };
  };
  /** The input is wrong, or its reference names another payout, whose outcome this error carries. */
  INVALID_REQUEST: {
    outcome: Outcome;
    reason: "invalid" | "invalid_signature" | "reference_conflict";
    details: { readonly issues: readonly Issue[]; readonly conflict?: ReferenceConflict };
  };
  /** The provider or the store couldn't answer. */
  API_ERROR: {
    outcome: Outcome;
    reason: ApiErrorReason;
    details: {
      readonly providerCode?: string;
      readonly requestId?: string;
      readonly retryAfterMs?: number;
      /** Which limit a 429 was about, where the provider said. */
      readonly limit?: RateLimit;
    };
  };
}

/** The name of a failure. */
export type PayoutErrorCode = keyof PayoutErrorTable;

/** The error of exactly one code. */
export interface PayoutErrorOf<C extends PayoutErrorCode> extends Error {
  readonly name: "PayoutError";
  readonly code: C;
  /** What is known about the money. */
  readonly outcome: PayoutErrorTable[C]["outcome"];
  readonly reason: PayoutErrorTable[C]["reason"];
  readonly details: PayoutErrorTable[C]["details"];
  /** The same call, with nothing changed by the caller, may succeed later. */
  readonly retryable: boolean;
  /** The payout that it is about, where there is one. */
  readonly reference?: string;
  /** Where the package explains this code, such as `payoutkit/docs/errors.md#invalid_recipient`. */
  readonly docs: string;
  /** Everything above but the stack and the cause; it holds no secret. */
  toJSON(): PayoutErrorJson;
}

/**
 * What can go wrong, told apart by `code`: `switch (error.code)` narrows `reason`, `outcome` and `details`.
 *
 * @example
 * if (error.code === "INSUFFICIENT_BALANCE") console.log(error.details.required);
 */
export type PayoutError<C extends PayoutErrorCode = PayoutErrorCode> = { [K in C]: PayoutErrorOf<K> }[C];

/** What an error is made of. */
export interface PayoutErrorInit<C extends PayoutErrorCode> {
  readonly code: C;
  readonly outcome: PayoutErrorTable[C]["outcome"];
  readonly reason: PayoutErrorTable[C]["reason"];
  readonly details: PayoutErrorTable[C]["details"];
  /** What was wrong, where, and what to do. */
  readonly message: string;
  /** Left out, it follows from the code and the reason. */
  readonly retryable?: boolean | undefined;
  readonly reference?: string | undefined;
  readonly cause?: unknown;
}

/** What `JSON.stringify` makes of an error. */
export interface PayoutErrorJson {
  readonly name: "PayoutError";
  readonly code: PayoutErrorCode;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly retryable: boolean;
  readonly reference?: string;
  readonly message: string;
  readonly details: unknown;
  readonly docs: string;
}

/** Makes a {@link PayoutError}; adapters use it, applications rarely need to. */
export interface PayoutErrorConstructor {
  new <C extends PayoutErrorCode>(init: PayoutErrorInit<C>): PayoutErrorOf<C>;
  readonly prototype: Error;
}

/** The constructor beside the type of the same name. */
export const PayoutError: PayoutErrorConstructor = class PayoutError<C extends PayoutErrorCode>
  extends Error
  implements PayoutErrorOf<C>
{
  declare readonly name: "PayoutError";
  readonly code: C;
  readonly outcome: PayoutErrorTable[C]["outcome"];
  readonly reason: PayoutErrorTable[C]["reason"];
  readonly details: PayoutErrorTable[C]["details"];
  readonly retryable: boolean;
  declare readonly reference?: string;
  readonly docs: string;

  constructor(init: PayoutErrorInit<C>) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    Object.defineProperty(this, "name", { value: "PayoutError", configurable: true });
    this.code = init.code;
    this.outcome = init.outcome;
    this.reason = init.reason;
    this.details = init.details;
    this.retryable = init.retryable ?? isRetryable(init.code, init.reason);
    if (init.reference !== undefined) this.reference = init.reference;
    this.docs = `payoutkit/docs/errors.md#${init.code.toLowerCase()}`;
  }

  toJSON(): PayoutErrorJson {
    const { name, code, outcome, reason, retryable, reference, message, details, docs } = this;
    const about = reference === undefined ? {} : { reference };
    return { name, code, outcome, reason, retryable, ...about, message, details, docs };
  }
};

/**
 * Whether a value is a {@link PayoutError}, of one code if that is given. It goes by the fields, so that
 * errors from another copy or module format of the package are recognised too.
 *
 * @example
 * if (isPayoutError(cause, "ALREADY_PAID")) console.log(cause.details.transfer.id);
 */
export function isPayoutError<C extends PayoutErrorCode = PayoutErrorCode>(
  value: unknown,
  code?: C,
): value is PayoutError<C> {
  if (typeof value !== "object" || value === null) return false;
  if (!("name" in value && "code" in value && "outcome" in value && "reason" in value && "details" in value)) return false;
  const { name, code: found, outcome, reason, details } = value;
  return (
    name === "PayoutError" &&
    typeof found === "string" &&
    (code === undefined ? Object.hasOwn(retryableReasons, found) : found === code) &&
    typeof outcome === "string" &&
    typeof reason === "string" &&
    typeof details === "object"
  );
}

/** Names the payout that a fresh error is about, where nobody did yet. */
export function withReference<E extends PayoutError>(error: E, reference: string): E {
  return error.reference === undefined ? Object.assign(error, { reference }) : error;
}

function isRetryable(code: PayoutErrorCode, reason: string): boolean {
  return retryableReasons[code].includes(reason);
}

const retryableReasons: Record<PayoutErrorCode, readonly string[]> = {
  INSUFFICIENT_BALANCE: ["insufficient_balance"],
  BELOW_MINIMUM_THRESHOLD: [],
  INVALID_RECIPIENT: ["not_ready"],
  TRANSFER_FAILED: [],
  ALREADY_PAID: [],
  INVALID_REQUEST: [],
  API_ERROR: [
    "network",
    "timeout",
    "rate_limited",
    "unavailable",
    "invalid_response",
    "in_progress",
    "store_unavailable",
    "aborted",
  ],
};
