import type { ProviderTransfer } from "./transfer-provider.ts";

/**
 * What happened, as far as it concerns transfers.
 *
 * - `transfer.created`, `transfer.updated`, `transfer.reversed`: something happened to a transfer
 * - `other`: nothing that says anything about a payout
 */
export type ProviderEventType = "transfer.created" | "transfer.updated" | "transfer.reversed" | "other";

/** What a provider says of its own accord, such as by a webhook. It may come twice, late, or in any order. */
export interface ProviderEvent {
  /** The provider's id of the event (Stripe: `evt_…`); the same in every delivery. */
  readonly id: string;
  readonly type: ProviderEventType;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** The account that it happened in, `null` for the account that the webhook belongs to. */
  readonly account: string | null;
  /** Whether it is about real money, `null` where the provider doesn't say. */
  readonly mode: "live" | "test" | null;
  /** The transfer as it stood then, `null` if it is about something else. */
  readonly transfer: ProviderTransfer | null;
}
