import type { StoredAttempt, StoredRecord, StoredTransfer } from "../../src/ports/payout-store.ts";
import type { CreateFailure, ProviderCapabilities } from "../../src/ports/transfer-provider.ts";
import { apiError } from "../../src/domain/api-error.ts";
import { PayoutError } from "../../src/domain/errors.ts";
import type { Moment } from "../../src/lifecycle/moment.ts";

export const sentAtMs = Date.UTC(2026, 10, 1);
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

export const capabilities: ProviderCapabilities = {
  keyWindowMs: 23 * hourMs,
  storesDeclines: true,
  settleMs: 15 * minuteMs,
  quietMs: 12 * hourMs,
  timeoutMs: 30_000,
  requestsPerSecond: { read: 25, write: 25 },
  concurrency: 50,
  maxPageSize: 100,
};

/** A moment on every clock, so long after the send. */
export function after(ms: number): Moment {
  return { processMs: sentAtMs + ms, storeMs: null, providerMs: null };
}

/** An attempt on the wire for the first time. */
export function attemptOf(changes: Partial<StoredAttempt> = {}): StoredAttempt {
  return {
    number: 1,
    key: "pk1_key",
    prepared: { apiVersion: null, body: "{}" },
    firstSentAtMs: sentAtMs,
    lastSentAtMs: sentAtMs,
    sends: 1,
    unsettled: false,
    serverError: false,
    keyConflict: false,
    emptyLookups: 0,
    lastLookupAtMs: null,
    closedAtMs: null,
    lastError: null,
    ...changes,
  };
}

/** A payout on the wire, with a lease of two minutes. */
export function recordOf(changes: Partial<StoredRecord> = {}, attempt: Partial<StoredAttempt> = {}): StoredRecord {
  return {
    ...{ kind: "payout", mode: "test:acct_1", namespace: "default", reference: "a", revision: "1", account: "acct_1" },
    ...{ state: "sending", recipientId: "acct_maya", amount: 2500, currency: "usd", description: null, metadata: {} },
    targetTransferId: null,
    lease: { token: "mine", owner: null, expiresAtMs: sentAtMs + 2 * minuteMs },
    attempts: [attemptOf(attempt)],
    transfer: null,
    notes: [],
    createdAtMs: sentAtMs,
    updatedAtMs: sentAtMs,
    ...changes,
  };
}

/** A transfer as it is kept. */
export function transferOf(changes: Partial<StoredTransfer> = {}): StoredTransfer {
  return {
    ...{ id: "tr_1", provider: "sandbox", origin: "payoutkit", reference: "a", recipientId: "acct_maya", amount: 2500 },
    ...{ currency: "usd", amountReversed: 0, status: "paid", description: null, metadata: {}, createdAtMs: sentAtMs },
    ...changes,
  };
}

/** A request that didn't succeed. */
export function failureOf(kind: CreateFailure["kind"], changes: Partial<CreateFailure> = {}): CreateFailure {
  const declined = new PayoutError({
    code: "TRANSFER_FAILED",
    outcome: "not_created",
    reason: "declined",
    details: { providerCode: "velocity" },
    message: "refused",
  });
  const error = kind === "declined" ? declined : apiError("network", "unknown", "no answer");
  return { kind, replayed: false, serverError: false, error, serverTimeMs: null, ...changes };
}
