import { isObject } from "../../domain/payout-request.ts";
import type { ProviderEvent, ProviderEventType } from "../../ports/provider-event.ts";
import { modeFromStripe, transferFromStripe } from "./from-stripe.ts";

/** An event as Stripe tells it, `null` if the value isn't one, or should hold a transfer and doesn't. */
export function eventFromStripe(value: unknown): ProviderEvent | null {
  if (!isObject(value) || value["object"] !== "event") return null;
  const { id, type: name, created, account } = value;
  if (typeof id !== "string" || id === "" || typeof name !== "string") return null;
  const type = transferEvents.find((known) => known === name) ?? "other";
  const transfer = type === "other" ? null : transferFromStripe(dataOf(value));
  if (type !== "other" && transfer === null) return null;
  const createdAtMs = typeof created === "number" && Number.isSafeInteger(created * 1000) ? created * 1000 : 0;
  return { id, type, createdAtMs, account: typeof account === "string" ? account : null, mode: modeFromStripe(value), transfer };
}

const transferEvents: readonly ProviderEventType[] = ["transfer.created", "transfer.updated", "transfer.reversed"];

function dataOf(event: Readonly<Record<string, unknown>>): unknown {
  const { data } = event;
  return isObject(data) ? data["object"] : undefined;
}
