import type { Outcome } from "./outcome.ts";
import type { Transfer } from "./transfer.ts";

/**
 * Where a payout stands.
 *
 * - `ready`: recorded, nothing was sent
 * - `sending`: a request is, or may be, on the wire
 * - `unknown`: a request was sent and no answer settled it; the same request can be repeated
 * - `reconciling`: as unknown, but its key has expired; only looking it up can settle it
 * - `paid`: the transfer exists
 * - `failed`: no transfer exists, and none will without a new call
 * - `canceled`: called off before anything was sent
 * - `review`: a person has to look at the provider and decide (`resolvePayout`)
 */
export type PayoutState = (typeof payoutStates)[number];

/** Every {@link PayoutState}. */
export const payoutStates = [
  "ready",
  "sending",
  "unknown",
  "reconciling",
  "paid",
  "failed",
  "canceled",
  "review",
] as const;

/** What is known about the money of a payout in this state. */
export function outcomeOfState(state: PayoutState): Outcome {
  switch (state) {
    case "paid":
      return "created";
    case "ready":
    case "failed":
    case "canceled":
      return "not_created";
    default:
      return "unknown";
  }
}

/** What went wrong at an attempt, in a form that can be stored. */
export interface AttemptError {
  /** A `PayoutError` code. */
  readonly code: string;
  readonly reason: string;
  readonly message: string;
  /** The provider's own code, as it was given. */
  readonly providerCode: string | null;
}

/** One try at a payout under one idempotency key. */
export interface PayoutAttempt {
  /** 1 for the first. */
  readonly number: number;
  /** How many times its request may have reached the provider. */
  readonly sends: number;
  readonly firstSentAt: Date;
  readonly lastSentAt: Date;
  /** When it ended, `null` while it is open. */
  readonly closedAt: Date | null;
  readonly lastError: AttemptError | null;
}

/** The store's memory of one payout. */
export interface PayoutRecord {
  readonly reference: string;
  readonly namespace: string;
  /** `live`, or `test:` and the provider's account. */
  readonly mode: string;
  readonly state: PayoutState;
  /** What is known about the money. */
  readonly outcome: Outcome;
  readonly recipientId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** The transfer, once the payout is paid. */
  readonly transfer: Transfer | null;
  /** Oldest first; the last one may be open. */
  readonly attempts: readonly PayoutAttempt[];
  /** Who settled a payout under review and why, newest last. */
  readonly notes: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
