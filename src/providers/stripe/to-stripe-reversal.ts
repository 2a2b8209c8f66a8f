import { err, ok, type Result } from "neverthrow";
import { isObject } from "../../domain/payout-request.ts";
import type { PrepareError } from "../../ports/transfer-provider.ts";
import type { MarkedReversal } from "../../ports/transfer-reversals.ts";
import type { StripeReversalParams } from "./client.ts";
import { isTransferId } from "./ids.ts";
import { markMetadata, readMetadataMark } from "./mark.ts";
import { parseJson } from "./to-stripe.ts";

/** A request to take a transfer back, as it is frozen. */
export interface StoredReversalRequest {
  readonly transferId: string;
  /** The transfer's; it isn't sent. */
  readonly currency: string;
  readonly params: StripeReversalParams;
}

/** The request of `POST /v1/transfers/{id}/reversals` as JSON. The same reversal gives the same text. */
export function reversalToStripe(reversal: MarkedReversal): Result<string, Extract<PrepareError, { readonly kind: "invalid" }>> {
  const { transferId, currency, amount } = reversal;
  if (!isTransferId(transferId)) {
    const message = 'expected the id of a transfer, "tr_" and letters or digits; take it from Stripe';
    return err({ kind: "invalid", issues: [{ path: "transferId", message }] });
  }
  const request: StoredReversalRequest = { transferId, currency, params: { amount, metadata: markMetadata(reversal) } };
  return ok(JSON.stringify(request));
}

/** Reads what {@link reversalToStripe} wrote, every field of it; `null` if the text is anything else. */
export function reversalFromText(text: string): StoredReversalRequest | null {
  const request = parseJson(text);
  return isRequest(request) ? request : null;
}

function isRequest(value: unknown): value is StoredReversalRequest {
  if (!isObject(value) || !isObject(value["params"])) return false;
  const { transferId, currency, params } = value;
  return (
    isTransferId(transferId) &&
    typeof currency === "string" &&
    Number.isSafeInteger(params["amount"]) &&
    readMetadataMark(params["metadata"]) !== null
  );
}
