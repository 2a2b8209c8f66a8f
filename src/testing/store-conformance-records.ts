import type { RecordId, RecordScope, StoredAttempt, StoredRecord, StoredTransfer } from "../ports/payout-store.ts";

/** The scope of the sample records. */
export const sampleScope: RecordScope = { kind: "payout", mode: "live", namespace: "default" };

/** The id of a sample record. */
export function sampleId(reference: string): RecordId {
  return { ...sampleScope, reference };
}

/** A record that was made and not sent, with whatever differs. */
export function sampleRecord(reference: string, differences: Partial<StoredRecord> = {}): StoredRecord {
  return {
    ...sampleId(reference),
    revision: `first of ${reference}`,
    account: "acct_platform",
    state: "ready",
    recipientId: "acct_recipient",
    amount: 2500,
    currency: "usd",
    description: null,
    metadata: {},
    targetTransferId: null,
    lease: null,
    attempts: [],
    transfer: null,
    notes: [],
    createdAtMs: 1_767_225_600_000,
    updatedAtMs: 1_767_225_600_000,
    ...differences,
  };
}

/** A record in which everything that can be there is there. */
export function fullRecord(reference: string): StoredRecord {
  return sampleRecord(reference, {
    revision: `full of ${reference}`,
    state: "paid",
    description: "Payout “11/2026” – café ☕\nsecond line",
    metadata: { order: "42", "": "an empty key", constructor: "not a function", empty: "" },
    targetTransferId: "tr_target",
    lease: { token: "token", owner: "linux/boot/pid:[1]/2/3", expiresAtMs: 1_767_225_660_000 },
    attempts: [closedAttempt, openAttempt],
    transfer: sampleTransfer(reference),
    notes: ["ops: looked it up", "ops: \u0000 and \ud83d\ude80"],
    updatedAtMs: 1_767_225_661_234,
  });
}

function sampleTransfer(reference: string): StoredTransfer {
  return {
    id: `tr_${reference.length}`,
    provider: "sandbox",
    origin: "payoutkit",
    reference,
    recipientId: "acct_recipient",
    amount: 2500,
    currency: "usd",
    amountReversed: 100,
    status: "partially_reversed",
    description: "told by the provider",
    metadata: { order: "42" },
    createdAtMs: 1_767_225_600_500,
  };
}

const closedAttempt: StoredAttempt = {
  number: 1,
  key: "pk1_one",
  prepared: null,
  firstSentAtMs: 1_767_225_600_001,
  lastSentAtMs: 1_767_225_600_002,
  sends: 2,
  unsettled: false,
  serverError: false,
  keyConflict: false,
  emptyLookups: 3,
  lastLookupAtMs: 1_767_225_600_003,
  closedAtMs: 1_767_225_600_004,
  lastError: { code: "TRANSFER_FAILED", reason: "declined", message: "no", providerCode: "account_restricted" },
};

const openAttempt: StoredAttempt = {
  number: 2,
  key: "pk1_two",
  prepared: { apiVersion: "2026-01-01", body: '{"amount":2500,"b":"\\u0000"}' },
  firstSentAtMs: 1_767_225_600_005,
  lastSentAtMs: 1_767_225_600_006,
  sends: 1,
  unsettled: true,
  serverError: true,
  keyConflict: true,
  emptyLookups: 0,
  lastLookupAtMs: null,
  closedAtMs: null,
  lastError: { code: "API_ERROR", reason: "timeout", message: "late", providerCode: null },
};

/** References that a careless comparison or encoding takes for one another. */
export const trickyReferences: readonly string[] = [
  "member_42",
  "Member_42",
  "member_42 ",
  " member_42",
  "member_4_",
  "member%42",
  "straße",
  "strasse",
  "STRASSE",
  "caf\u00e9",
  "cafe\u0301",
  "\ufb01nal",
  "final",
  "\u0130",
  "i\u0307",
  "a\u200db",
  "ab",
  "0",
  "00",
  "1e3",
  "1000",
  "null",
  "__proto__",
  "constructor",
  'it\'s "quoted" `too`; DROP TABLE payoutkit_records; --',
  "back\\slash \\u0041",
  "{braces},[brackets]",
  "$1 ?1 :name @name",
  "\u{1f680}",
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
  "\uffee",
  "\u00a0",
  "n".repeat(255),
  "\u{1f680}".repeat(255),
];
