import type { Result, ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { CreateFailure, CreateTransfer, PayoutMark, PrepareError, PreparedTransfer, ProviderCall } from "./transfer-provider.ts";

/** The calls that take transfers back; they owe what `prepare`, `create` and `findByReference` owe. */
export interface TransferReversals {
  /** Turns a reversal into the exact request that `create` will send. Pure, and it holds the mark. */
  prepare(reversal: MarkedReversal): Result<PreparedTransfer, Extract<PrepareError, { readonly kind: "invalid" }>>;
  /** Sends one prepared request under one idempotency key, once: it never retries. */
  create(command: CreateTransfer): ResultAsync<CreatedReversal, CreateFailure>;
  /** Every reversal of a transfer that bears this mark, oldest first; complete, or an error. */
  find(query: ReversalQuery, call?: ProviderCall): ResultAsync<FoundReversals, PayoutError<"API_ERROR">>;
}

/** A reversal to be made, and the mark by which it is found again. */
export interface MarkedReversal extends PayoutMark {
  readonly transferId: string;
  /** The recipient of the transfer. */
  readonly recipientId: string;
  /** Minor units. */
  readonly amount: number;
  /** A lower-case code, the transfer's. */
  readonly currency: string;
}

/** A reversal as the provider tells it. */
export interface ProviderReversal {
  readonly id: string;
  /** The transfer that it takes back. */
  readonly transferId: string;
  /** The mark that it was made with, `null` if it bears none. */
  readonly mark: PayoutMark | null;
  /** Whether its money is real, `null` where the provider doesn't say. */
  readonly mode: "live" | "test" | null;
  /** Minor units. */
  readonly amount: number;
  /** A lower-case code. */
  readonly currency: string;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** The provider's own object. */
  readonly raw: unknown;
}

/** The provider has made the reversal, now or earlier. */
export interface CreatedReversal {
  readonly reversal: ProviderReversal;
  /** Whether this is the stored answer of an earlier request under the same key. */
  readonly replayed: boolean;
  readonly serverTimeMs: number | null;
}

/** Which reversals to find. */
export interface ReversalQuery {
  readonly transferId: string;
  readonly mark: PayoutMark;
}

/** Every reversal of one transfer and one mark. */
export interface FoundReversals {
  readonly reversals: readonly ProviderReversal[];
  readonly serverTimeMs: number | null;
}
