import { isObject } from "../../domain/payout-request.ts";
import type { ProviderReversal } from "../../ports/transfer-reversals.ts";
import { modeFromStripe, readAmount, readSeconds, readText } from "./from-stripe.ts";
import { readMetadataMark } from "./mark.ts";

/** One page of a transfer's reversals, newest first. */
export interface ReversalPage {
  readonly reversals: readonly ProviderReversal[];
  readonly nextCursor: string | null;
}

/** A reversal as Stripe tells it, `null` if the value isn't one; what can't be read in its fields is empty or 0. */
export function reversalFromStripe(value: unknown): ProviderReversal | null {
  if (!isObject(value) || value["object"] !== "transfer_reversal") return null;
  const { id, transfer } = value;
  if (typeof id !== "string" || id === "") return null;
  return {
    id,
    transferId: readText(isObject(transfer) ? transfer["id"] : transfer) ?? "",
    mark: readMetadataMark(value["metadata"]),
    mode: modeFromStripe(value),
    amount: readAmount(value["amount"]) ?? 0,
    currency: readText(value["currency"])?.toLowerCase() ?? "",
    createdAtMs: readSeconds(value["created"]),
    raw: value,
  };
}

/** A page of one transfer's reversals; `null` if it isn't one, or if following its cursor would go round in circles. */
export function reversalPageFromStripe(
  body: unknown,
  { transferId, cursor }: { readonly transferId: string; readonly cursor: string | undefined },
): ReversalPage | null {
  if (!isObject(body)) return null;
  const { data, has_more: hasMore } = body;
  if (!Array.isArray(data) || typeof hasMore !== "boolean") return null;
  const reversals: ProviderReversal[] = [];
  for (const item of data) {
    const reversal = reversalFromStripe(item);
    if (reversal?.transferId !== transferId) return null;
    reversals.push(reversal);
  }
  if (!hasMore) return { reversals, nextCursor: null };
  const nextCursor = reversals.at(-1)?.id;
  return nextCursor === undefined || nextCursor === cursor ? null : { reversals, nextCursor };
}
