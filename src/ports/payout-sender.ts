import type { ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { PayoutRequest } from "../domain/payout-request.ts";
import type { Transfer } from "../domain/transfer.ts";

/** What a queue needs of a client; `PayoutClient` satisfies it by its shape. */
export interface PayoutSender {
  /** Pays at most once, however often it is called with the same reference. */
  sendPayout(request: PayoutRequest, options?: CallOptions): ResultAsync<Transfer, PayoutError>;
}
