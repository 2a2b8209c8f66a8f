import { isObject } from "../../domain/payout-request.ts";
import { statusAfterReversals, type TransferStatus } from "../../domain/transfer.ts";
import type { ProviderTransfer, ProviderTransferPage } from "../../ports/transfer-provider.ts";
import { readMark, readMetadata } from "./mark.ts";

/**
 * A transfer as Stripe tells it, `null` if the value isn't a transfer at all. Total: what can't be read in
 * its fields becomes empty or 0, and its status `unrecognized`.
 */
export function transferFromStripe(value: unknown): ProviderTransfer | null {
  if (!isObject(value) || value["object"] !== "transfer") return null;
  const { id } = value;
  if (typeof id !== "string" || id === "") return null;
  return {
    id,
    mark: readMark(value["metadata"], value["transfer_group"]),
    mode: modeFromStripe(value),
    recipientId: readDestination(value["destination"]),
    amount: readAmount(value["amount"]) ?? 0,
    currency: readText(value["currency"])?.toLowerCase() ?? "",
    amountReversed: readAmount(value["amount_reversed"]) ?? 0,
    status: readStatus(value),
    description: readText(value["description"]),
    metadata: readMetadata(value["metadata"]),
    createdAtMs: readSeconds(value["created"]),
    raw: value,
  };
}

/** A page of transfers; `null` if it isn't one, or if following its cursor would go round in circles. */
export function pageFromStripe(body: unknown, cursor: string | undefined): ProviderTransferPage | null {
  if (!isObject(body)) return null;
  const { data, has_more: hasMore } = body;
  if (!Array.isArray(data) || typeof hasMore !== "boolean") return null;
  const transfers: ProviderTransfer[] = [];
  for (const item of data) {
    const transfer = transferFromStripe(item);
    if (transfer === null) return null;
    transfers.push(transfer);
  }
  if (!hasMore) return { transfers, nextCursor: null };
  const nextCursor = transfers.at(-1)?.id;
  return nextCursor === undefined || nextCursor === cursor ? null : { transfers, nextCursor };
}

/** Whether an object's money is real, `null` where it doesn't say. */
export function modeFromStripe(value: unknown): "live" | "test" | null {
  const livemode = isObject(value) ? value["livemode"] : undefined;
  if (typeof livemode !== "boolean") return null;
  return livemode ? "live" : "test";
}

function readStatus(value: Readonly<Record<string, unknown>>): TransferStatus {
  const amount = readAmount(value["amount"]);
  const amountReversed = readAmount(value["amount_reversed"]);
  if (amount === null || amount === 0 || amountReversed === null || amountReversed > amount) return "unrecognized";
  const status = statusAfterReversals(amount, amountReversed);
  return value["reversed"] === (status === "reversed") ? status : "unrecognized";
}

function readDestination(value: unknown): string {
  return readText(isObject(value) ? value["id"] : value) ?? "";
}

/** An amount in minor units, `null` if it can't be one. */
export function readAmount(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Milliseconds of a time in seconds, 0 if it can't be one. */
export function readSeconds(value: unknown): number {
  const seconds = readAmount(value) ?? 0;
  return seconds <= latestSeconds ? seconds * 1000 : 0;
}

/** A text, `null` if it is anything else. */
export function readText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The end of what a `Date` can hold. */
const latestSeconds = 8_640_000_000_000;
