import { err, errAsync, type Result, type ResultAsync } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { Payout } from "../domain/payout-request.ts";
import type {
  CreatedTransfer,
  CreateFailure,
  CreateTransfer,
  FoundTransfers,
  MarkedPayout,
  PayoutMark,
  PreparedTransfer,
  PrepareError,
  ProviderCall,
  ProviderTransfer,
} from "../ports/transfer-provider.ts";
import type { ProviderReversal, TransferReversals } from "../ports/transfer-reversals.ts";
import type { LifecycleContext } from "./context.ts";

/** What is to be moved: a payout, or, where a target is named, what is to be taken back of it. */
export interface Intent extends Payout {
  /** The transfer that a reversal takes back; left out for a payout. */
  readonly targetTransferId?: string | null | undefined;
}

/** The transfer that a reversal takes back, and whose it is. */
export interface Target {
  readonly transferId: string;
  readonly recipientId: string;
}

/** How one kind of money order reaches the provider. A reversal comes back in the form of a transfer. */
export interface Movement {
  prepare(intent: MarkedPayout): Result<PreparedTransfer, PrepareError>;
  create(command: CreateTransfer): ResultAsync<CreatedTransfer, CreateFailure>;
  find(mark: PayoutMark, call: ProviderCall): ResultAsync<FoundTransfers, PayoutError<"API_ERROR">>;
}

/** What a record or an intent takes back, `null` for a payout. */
export function targetOf(about: Pick<Intent, "targetTransferId" | "recipientId"> | null): Target | null {
  const transferId = about?.targetTransferId ?? null;
  return about === null || transferId === null ? null : { transferId, recipientId: about.recipientId };
}

/** The way of a payout, or of a reversal of this target. */
export function movementOf(context: LifecycleContext, target: Target | null): Movement {
  if (target !== null) return reversalMovement(context, target);
  const { provider, reads } = context;
  return {
    prepare: (intent) => provider.prepare(intent),
    create: (command) => provider.create(command),
    find: (mark, call) => reads.findByReference(mark, call),
  };
}

function reversalMovement({ provider, reads }: LifecycleContext, target: Target): Movement {
  const reversals = provider.reversals ?? noReversals;
  const asTransfer = (reversal: ProviderReversal): ProviderTransfer => reversalAsTransfer(reversal, target);
  return {
    prepare: ({ namespace, reference, amount, currency }) =>
      reversals.prepare({ ...target, namespace, reference, amount, currency }),
    create: (command) =>
      reversals
        .create(command)
        .map(({ reversal, replayed, serverTimeMs }) => ({ transfer: asTransfer(reversal), replayed, serverTimeMs })),
    find: (mark, call) =>
      reads
        .findReversals({ transferId: target.transferId, mark }, call)
        .map(({ reversals: found, serverTimeMs }) => ({ transfers: found.map(asTransfer), serverTimeMs })),
  };
}

function reversalAsTransfer(reversal: ProviderReversal, target: Target): ProviderTransfer {
  const { id, mark, mode, amount, currency, createdAtMs, raw } = reversal;
  // A reversal of another transfer must agree with no record of this one.
  const recipientId = reversal.transferId === target.transferId ? target.recipientId : "";
  const rest = { amountReversed: 0, status: "paid", description: null, metadata: {}, createdAtMs, raw } as const;
  return { id, mark, mode, recipientId, amount, currency, ...rest };
}

/** What stands in for the calls of a provider that can't take transfers back. */
export const noReversals: TransferReversals = {
  prepare: () => err({ kind: "invalid", issues: [{ path: "transferId", message: inability }] }),
  create: () => errAsync({ kind: "not_executed", replayed: false, serverError: false, error: unable(), serverTimeMs: null }),
  find: () => errAsync(unable()),
};

function unable(): PayoutError<"API_ERROR"> {
  return apiError("permission", "not_created", inability);
}

const inability = "this provider can't take transfers back";
