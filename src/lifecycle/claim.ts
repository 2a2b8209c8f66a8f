import { invariant } from "../domain/invariant.ts";
import type { Lease, RecordId, StoredRecord } from "../ports/payout-store.ts";
import type { Decide, Seen } from "./ledger.ts";
import type { PreparedTransfer } from "../ports/transfer-provider.ts";
import { earliest, latest, type Moment } from "./moment.ts";
import type { Intent } from "./movement.ts";
import { outcomeOf } from "./outcome-of.ts";
import { currentAttempt, nextAttempt, openAttempt, withAttempt } from "./attempts.ts";

/** What a claim is made with. */
export interface ClaimTerms {
  readonly lease: Lease;
  readonly prepared: PreparedTransfer;
  readonly moment: Moment;
}

/** – → READY: a payout that the store didn't know. */
export function newRecord(id: RecordId, account: string, payout: Intent, nowMs: number): StoredRecord {
  return {
    ...id,
    revision: "",
    account,
    state: "ready",
    recipientId: payout.recipientId,
    amount: payout.amount,
    currency: payout.currency,
    description: payout.description,
    metadata: payout.metadata,
    targetTransferId: payout.targetTransferId ?? null,
    lease: null,
    attempts: [],
    transfer: null,
    notes: [],
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

/**
 * READY, FAILED, CANCELED → SENDING, by a caller's call. An attempt that is still open never reached the
 * provider and goes on under its key; otherwise the next one opens with the call's own parameters.
 */
export function claimFirstSend(record: StoredRecord, payout: Intent, terms: ClaimTerms): StoredRecord {
  const { lease, prepared, moment } = terms;
  const times = { firstSentAtMs: earliest(moment), lastSentAtMs: latest(moment), sends: 1 };
  const open = openAttempt(record);
  if (open !== null) {
    invariant(open.sends === 0 && !open.unsettled, "a claimable payout has a send that may have reached the provider");
    return { ...withAttempt(record, times), state: "sending", lease, updatedAtMs: latest(moment) };
  }
  const { recipientId, amount, currency, description, metadata } = payout;
  const attempts = [...record.attempts, { ...nextAttempt(record, prepared), ...times }];
  const parameters = { recipientId, amount, currency, description, metadata };
  return { ...record, ...parameters, state: "sending", lease, attempts, updatedAtMs: latest(moment) };
}

/** UNKNOWN, or SENDING whose owner is gone → SENDING: the same attempt, key and parameters once more. */
export function claimResend(record: StoredRecord, lease: Lease, moment: Moment): StoredRecord {
  const attempt = currentAttempt(record);
  const unsettled = record.state === "sending" ? true : attempt.unsettled;
  const lastSentAtMs = Math.max(attempt.lastSentAtMs, latest(moment));
  const change = { lastSentAtMs, sends: attempt.sends + 1, unsettled };
  return { ...withAttempt(record, change), state: "sending", lease, updatedAtMs: latest(moment) };
}

/** SENDING → READY or UNKNOWN: the claim's request didn't leave, or was turned away unexecuted. */
export function releaseClaim(record: StoredRecord, nowMs: number): StoredRecord {
  const attempt = currentAttempt(record);
  const state = attempt.unsettled ? "unknown" : "ready";
  const sends = Math.max(0, attempt.sends - 1);
  return { ...withAttempt(record, { sends }), state, lease: null, updatedAtMs: nowMs };
}

/**
 * SENDING → READY or UNKNOWN, for a claim whose commit went unanswered. It may still be on its way, with nobody who
 * would send by it. A first send's finds a record that it wasn't made for then; what was sent before is unknown anyway.
 */
export function withdrawal(seen: Seen, claim: Decide, lease: Lease): Decide {
  return (record, moment) => {
    const isFirst = record === null || outcomeOf(record) === "not_created";
    const claimed = record === seen.record && isFirst ? claim(record, moment) : record;
    return claimed?.lease?.token === lease.token ? releaseClaim(claimed, latest(moment)) : null;
  };
}

/** A READY record that whoever gave it back is about to send again: nobody else may say meanwhile that it won't be sent. */
export function heldBy(record: StoredRecord, lease: Lease): StoredRecord {
  return record.state === "ready" ? { ...record, lease } : record;
}
