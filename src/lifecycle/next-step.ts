import type { StoredRecord } from "../ports/payout-store.ts";
import type { ProviderCapabilities } from "../ports/transfer-provider.ts";
import { currentAttempt } from "./attempts.ts";
import { leaseMs } from "./lease.ts";
import { latest, maybeElapsed, type Moment, surelyElapsed } from "./moment.ts";

/**
 * What to do next with a payout, by what its record says.
 *
 * - `open`: nothing was sent; a caller's call may send it
 * - `wait`: somebody else is sending it, or is about to
 * - `resend`: the same request under the same key once more
 * - `look_up`: only the provider's list of transfers can tell
 * - `expire`: its key is too old to be sent again, and the record has to say so
 * - `paid`, `failed`, `review`: settled, or for a person to settle
 */
export type Step = "open" | "wait" | "resend" | "look_up" | "expire" | "paid" | "failed" | "review";

/** What the lifecycle knows beside the record. */
export interface Surroundings {
  readonly moment: Moment;
  readonly capabilities: ProviderCapabilities;
  /** Whether the owner of the record's lease has surely ended. */
  readonly ownerGone: boolean;
  /** Whether the clocks are too far apart to judge a key's age. */
  readonly skewed: boolean;
}

/** Decides the next step; pure. */
export function nextStep(record: StoredRecord | null, around: Surroundings): Step {
  if (record === null) return "open";
  switch (record.state) {
    case "ready":
      return holdIsOver(record, around) ? "open" : "wait";
    case "canceled":
      return "open";
    case "paid":
    case "failed":
    case "review":
      return record.state;
    case "reconciling":
      return "look_up";
    case "sending":
      return leaseIsOver(record, around) ? nextOfUnanswered(record, around) : "wait";
    case "unknown":
      return nextOfUnanswered(record, around);
  }
}

/** Whether an attempt's key may be too old to be sent again. */
export function keyHasExpired(record: StoredRecord, moment: Moment, capabilities: ProviderCapabilities): boolean {
  return maybeElapsed(currentAttempt(record).firstSentAtMs, capabilities.keyWindowMs, moment, record);
}

function nextOfUnanswered(record: StoredRecord, around: Surroundings): Step {
  if (keyHasExpired(record, around.moment, around.capabilities)) return "expire";
  if (currentAttempt(record).keyConflict || around.skewed) return "look_up";
  return "resend";
}

function leaseIsOver({ lease }: StoredRecord, around: Surroundings): boolean {
  if (lease === null || around.ownerGone) return true;
  return surelyElapsed(lease.expiresAtMs, 0, around.moment);
}

/** A hold is for the truth of what callers are told, and no claim: one by a clock that was hours ahead counts for nothing. */
function holdIsOver(record: StoredRecord, around: Surroundings): boolean {
  const { moment, capabilities } = around;
  const isSenseless = record.lease !== null && record.lease.expiresAtMs > latest(moment) + leaseMs(capabilities);
  return isSenseless || leaseIsOver(record, around);
}
