import type { ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { PayoutRequest } from "../domain/payout-request.ts";
import type { Transfer } from "../domain/transfer.ts";

/** What a queue needs of a client; `PayoutClient` satisfies it by its shape. */
export interface PayoutSender {
  /** Pays at most once, however often it is called with the same reference. */
  sendPayout(request: PayoutRequest, options?: CallOptions): ResultAsync<Transfer, PayoutError>;
  /** Calls off a payout that was recorded and never sent. */
  cancelPayout?(reference: string): ResultAsync<unknown, PayoutError>;
  /** Settles what was sent and never answered; a queue runs it on a schedule. */
  recover?(options?: CallOptions): ResultAsync<unknown, PayoutError>;
  /** Compares the store with the provider; a queue runs it on a schedule. */
  reconcile?(request?: undefined, options?: CallOptions): ResultAsync<unknown, PayoutError>;
  /** Mirrors the provider's history in the store; a queue runs it on a schedule. */
  syncHistory?(request?: undefined, options?: CallOptions): ResultAsync<unknown, PayoutError>;
}
