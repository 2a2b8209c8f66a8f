import { PayoutError } from "../../domain/errors.ts";
import type { CreateErrorCode, CreateFailure } from "../../ports/transfer-provider.ts";
import type { StripeFailure } from "./failure.ts";
import { requestFailure } from "./map-create-failure.ts";
import { causeOf } from "./map-error.ts";
import type { StoredReversalRequest } from "./to-stripe-reversal.ts";

/** What a request for a reversal that didn't succeed says about itself. */
export function reversalFailure(failure: StripeFailure, sent: StoredReversalRequest): CreateFailure {
  return requestFailure(failure, { action: "take a transfer back", declined: () => declineError(failure, sent) });
}

function declineError(failure: StripeFailure, sent: StoredReversalRequest): PayoutError<CreateErrorCode> {
  const { code, status } = failure;
  const { transferId, currency, params } = sent;
  if (code !== null && emptyCodes.has(code)) {
    return new PayoutError({
      code: "INSUFFICIENT_BALANCE",
      outcome: "not_created",
      reason: "insufficient_balance",
      details: { currency, required: params.amount, available: null },
      message: `Stripe: the recipient's balance doesn't cover ${params.amount} ${currency} (minor units); take back less, or later`,
      cause: causeOf(failure),
    });
  }
  return new PayoutError({
    code: "TRANSFER_FAILED",
    outcome: "not_created",
    reason: "declined",
    details: { providerCode: code },
    message: `Stripe: taking back some of ${transferId} was refused (${code ?? `status ${status}`}); Stripe's log shows why`,
    cause: causeOf(failure),
  });
}

const emptyCodes: ReadonlySet<string> = new Set(["balance_insufficient", "insufficient_funds"]);
