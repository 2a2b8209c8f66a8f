import { makeTransfer, type Transfer, type TransferOrigin } from "../domain/transfer.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";

/** From whose point of view a transfer is told. */
export interface Viewpoint {
  /** The provider's name. */
  readonly provider: string;
  readonly namespace: string;
  /** Whether the account's money is real; `null` if nobody had to ask. */
  readonly mode: "live" | "test" | null;
}

/** Tells a provider's transfer from somebody's point of view. */
export type TellTransfer<T> = (transfer: ProviderTransfer, viewpoint: Viewpoint) => T;

/** A provider's transfer as callers see it: only one that bears this namespace's mark, in this mode, is ours. */
export function toTransfer(transfer: ProviderTransfer, viewpoint: Viewpoint): Transfer {
  const { id, recipientId, amount, currency, amountReversed, status, description, metadata } = transfer;
  const { provider } = viewpoint;
  const reference = ownReference(transfer, viewpoint);
  const origin = reference === null ? "other" : "payoutkit";
  const createdAt = new Date(transfer.createdAtMs);
  const what = { recipientId, amount, currency, amountReversed, status, description, metadata, createdAt };
  return makeTransfer({ id, provider, origin, reference, ...what }, transfer.raw);
}

/** A transfer as the provider tells it, for whoever only adds up. */
export const asProvided: TellTransfer<ProviderTransfer> = (transfer) => transfer;

/** Whose transfer it is: only one that bears this namespace's mark, in this mode, is ours. */
export function originOf(transfer: ProviderTransfer, viewpoint: Viewpoint): TransferOrigin {
  return ownReference(transfer, viewpoint) === null ? "other" : "payoutkit";
}

/** Whether it takes the account's mode to tell whose transfer this is. */
export function needsMode(transfer: ProviderTransfer, namespace: string): boolean {
  return transfer.mode !== null && transfer.mark?.namespace === namespace;
}

function ownReference({ mark, mode }: ProviderTransfer, viewpoint: Viewpoint): string | null {
  if (mark === null || mark.namespace !== viewpoint.namespace) return null;
  return mode === null || mode === viewpoint.mode ? mark.reference : null;
}
