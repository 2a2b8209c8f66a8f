import type { Result, ResultAsync } from "neverthrow";
import type { Issue, PayoutError } from "../domain/errors.ts";
import type { Money } from "../domain/money.ts";
import type { Payout } from "../domain/payout-request.ts";
import type { TransferStatus } from "../domain/transfer.ts";
import type { TransferReversals } from "./transfer-reversals.ts";

/**
 * An adapter to a payment system. Every call returns a Result and never throws or rejects; a call that is
 * given a signal ends early with reason `aborted`. `create` has none, because a request that may have left
 * can't be taken back.
 */
export interface TransferProvider {
  /** The version of this port that the adapter was written for. */
  readonly specificationVersion: "v1";
  /** A short lower-case name, such as `stripe`; it stands in every transfer. */
  readonly name: string;
  /** What the provider promises; read-only data. */
  readonly capabilities: ProviderCapabilities;
  /**
   * How many decimals the provider's amounts have in a currency (2 for usd, 0 for jpy), for whoever shows them to
   * people. Pure. Where it is left out, ISO 4217 is as good a guess as any.
   */
  readonly decimalsOf?: ((currency: string) => number) | undefined;
  /** Which account is called, and whether its money is real. */
  identify(call?: ProviderCall): ResultAsync<ProviderIdentity, PayoutError<"API_ERROR">>;
  /** The account's money. */
  balance(call?: ProviderCall): ResultAsync<ProviderBalance, PayoutError<"API_ERROR">>;
  /**
   * Turns a payout into the exact request that `create` will send. Pure: the same payout gives the same
   * request, and it holds the mark by which `findByReference` finds the transfer again.
   */
  prepare(payout: MarkedPayout): Result<PreparedTransfer, PrepareError>;
  /** Sends one prepared request under one idempotency key, once: it never retries. */
  create(command: CreateTransfer): ResultAsync<CreatedTransfer, CreateFailure>;
  /** One transfer by its id; `API_ERROR` `not_found` if there is none. */
  get(transferId: string, call?: ProviderCall): ResultAsync<ProviderTransfer, PayoutError<"API_ERROR">>;
  /** One page of the account's transfers, newest first. */
  list(query: TransferQuery, call?: ProviderCall): ResultAsync<ProviderTransferPage, PayoutError<"API_ERROR">>;
  /** Every transfer that bears this mark, oldest first; complete, or an error. */
  findByReference(mark: PayoutMark, call?: ProviderCall): ResultAsync<FoundTransfers, PayoutError<"API_ERROR">>;
  /** Whether a recipient can be paid now, where the provider can tell. */
  checkRecipient?(
    recipientId: string,
    call?: ProviderCall,
  ): ResultAsync<RecipientCheck, PayoutError<"API_ERROR" | "INVALID_RECIPIENT">>;
  /** Takes transfers back, where the provider can. */
  readonly reversals?: TransferReversals | undefined;
}

/** What a provider promises; times in milliseconds. */
export interface ProviderCapabilities {
  /** How long after its first send a key may be sent again: the key's lifetime less a margin. */
  readonly keyWindowMs: number;
  /** Whether a definite decline is stored under the key, so that every twin gets the same answer. */
  readonly storesDeclines: boolean;
  /** How long a request on the wire can still land. */
  readonly settleMs: number;
  /** How long a lookup must stay empty, counted from the last send, before a transfer is called absent. */
  readonly quietMs: number;
  /** How long one call may take before the adapter itself gives up on it. */
  readonly timeoutMs: number;
  /** Requests a second that one account may start, of each kind. */
  readonly requestsPerSecond: { readonly read: number; readonly write: number };
  /**
   * The most requests a second of a kind that some accounts may start: a client begins with `requestsPerSecond` and
   * feels its way up to here, until it meets a 429. Without it, nothing above `requestsPerSecond` is tried.
   */
  readonly highestRequestsPerSecond?: number | undefined;
  /** Requests that may be on the wire at once. */
  readonly concurrency: number;
  /** The largest page that `list` gives. */
  readonly maxPageSize: number;
  /**
   * How finely `list` tells times apart, milliseconds, where history may be read in windows of time side by side: it
   * keeps exactly to a `fromMs` and a `toMs` that are multiples of this, and a cursor stays good when `fromMs` is
   * raised to a time at or before the transfers given so far. Left out, history is read one page after the other.
   */
  readonly windowStepMs?: number | undefined;
}

/** Options of one read. */
export interface ProviderCall {
  readonly signal?: AbortSignal | undefined;
}

/** Which account an adapter speaks for. */
export interface ProviderIdentity {
  readonly mode: "live" | "test";
  /** The provider's id of the account, such as `acct_…`. */
  readonly account: string;
  /** The provider's own clock, milliseconds since the epoch, where it said. */
  readonly serverTimeMs: number | null;
}

/** The account's money. */
export interface ProviderBalance {
  readonly available: readonly Money[];
  readonly pending: readonly Money[];
  /** The part of `available` that a transfer can draw on. */
  readonly spendable: readonly Money[];
}

/** Which payout a transfer belongs to. */
export interface PayoutMark {
  readonly namespace: string;
  readonly reference: string;
}

/** A payout and the namespace that makes its reference unique. */
export interface MarkedPayout extends Payout {
  readonly namespace: string;
}

/** The exact request of an attempt, frozen at its first send. */
export interface PreparedTransfer {
  /** The provider's API version that it was made for, `null` where there is none. */
  readonly apiVersion: string | null;
  /** The request's parameters as text that only the adapter reads. */
  readonly body: string;
}

/** Why a payout can't be turned into a request. */
export type PrepareError =
  | { readonly kind: "malformed_recipient"; readonly message: string }
  | { readonly kind: "invalid"; readonly issues: readonly Issue[] };

/** One request to move money. */
export interface CreateTransfer {
  readonly idempotencyKey: string;
  readonly prepared: PreparedTransfer;
}

/** The provider has made the transfer, now or earlier. */
export interface CreatedTransfer {
  readonly transfer: ProviderTransfer;
  /** Whether this is the stored answer of an earlier request under the same key. */
  readonly replayed: boolean;
  readonly serverTimeMs: number | null;
}

/**
 * What a request that didn't succeed says about itself.
 *
 * - `declined`: executed and refused for good
 * - `not_executed`: turned away before it was executed (rate limit, lock, authentication, permission); it
 *   says nothing of other requests under the key
 * - `indeterminate`: no answer, an answer that can't be read, a server error, or a twin is in flight
 * - `key_conflict`: the key was used with other parameters
 */
export interface CreateFailure {
  readonly kind: "declined" | "not_executed" | "indeterminate" | "key_conflict";
  /** Whether this is the stored answer of an earlier request under the same key. */
  readonly replayed: boolean;
  /** Whether the provider answered with a server error, so that it may still roll the work forward. */
  readonly serverError: boolean;
  /** What a caller is told if this request is all that there ever was. */
  readonly error: PayoutError<CreateErrorCode>;
  readonly serverTimeMs: number | null;
}

/** The codes that a provider's refusal can have. */
export type CreateErrorCode =
  | "INSUFFICIENT_BALANCE"
  | "BELOW_MINIMUM_THRESHOLD"
  | "INVALID_RECIPIENT"
  | "TRANSFER_FAILED"
  | "API_ERROR";

/** A transfer as the provider tells it. */
export interface ProviderTransfer {
  readonly id: string;
  /** The payout that it bears the mark of, `null` if it bears none. */
  readonly mark: PayoutMark | null;
  /** Whether its money is real, `null` where the provider doesn't say. */
  readonly mode: "live" | "test" | null;
  readonly recipientId: string;
  /** Minor units. */
  readonly amount: number;
  /** A lower-case code. */
  readonly currency: string;
  /** Minor units. */
  readonly amountReversed: number;
  readonly status: TransferStatus;
  readonly description: string | null;
  /** Without the library's marks. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** The provider's own object. */
  readonly raw: unknown;
}

/** Which transfers to list. */
export interface TransferQuery {
  readonly recipientId?: string | undefined;
  /** Inclusive, milliseconds since the epoch. */
  readonly fromMs?: number | undefined;
  /** Exclusive, milliseconds since the epoch. */
  readonly toMs?: number | undefined;
  /** 1 to `maxPageSize`. */
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** One page of transfers, newest first. */
export interface ProviderTransferPage {
  readonly transfers: readonly ProviderTransfer[];
  /** `null` on the last page. */
  readonly nextCursor: string | null;
}

/** Every transfer of one mark. */
export interface FoundTransfers {
  readonly transfers: readonly ProviderTransfer[];
  readonly serverTimeMs: number | null;
}

/** Whether a recipient can be paid. */
export interface RecipientCheck {
  readonly ready: boolean;
  /** What is missing, in the provider's words; `null` when ready. */
  readonly missing: string | null;
}
