import { assertOk } from "../../../src/testing/assert.ts";
import type { CreateTransfer, MarkedPayout, TransferProvider } from "../../../src/ports/transfer-provider.ts";

/** A payout to the stand-in's ready recipient. */
export function payoutOf(changes: Partial<MarkedPayout> = {}): MarkedPayout {
  return {
    namespace: "default",
    reference: "2026-11:member_42",
    recipientId: "acct_ready",
    amount: 2500,
    currency: "usd",
    description: "November",
    metadata: { order: "7", campaign: "autumn" },
    ...changes,
  };
}

/** The command that sends a payout. */
export function commandFor(
  provider: TransferProvider,
  changes: Partial<MarkedPayout> = {},
  idempotencyKey = "pk1_test",
): CreateTransfer {
  return { idempotencyKey, prepared: assertOk(provider.prepare(payoutOf(changes))) };
}
