import type { AttemptError } from "../../domain/payout-record.ts";
import { transferStatuses } from "../../domain/transfer.ts";
import type { StoredAttempt, StoredRecord, StoredTransfer } from "../../ports/payout-store.ts";
import type { PreparedTransfer } from "../../ports/transfer-provider.ts";
import { orNull, readBoolean, readInteger, readList, readObject, readText, readTexts, readWord } from "./read-value.ts";

/** The part of a record that is kept as JSON. */
export type RecordDocument = Pick<
  StoredRecord,
  "description" | "metadata" | "targetTransferId" | "attempts" | "transfer" | "notes"
>;

/** Reads a parsed document; throws `UnreadableValue` where it isn't one. */
export function readDocument(value: unknown): RecordDocument {
  const document = readObject(value, "document");
  return {
    description: orNull(document["description"], "description", readText),
    metadata: readTexts(document["metadata"], "metadata"),
    targetTransferId: orNull(document["targetTransferId"], "targetTransferId", readText),
    attempts: readList(document["attempts"], "attempts", readAttempt),
    transfer: orNull(document["transfer"], "transfer", readTransfer),
    notes: readList(document["notes"], "notes", readText),
  };
}

function readAttempt(value: unknown, field: string): StoredAttempt {
  const attempt = readObject(value, field);
  return {
    number: readInteger(attempt["number"], "attempts.number"),
    key: readText(attempt["key"], "attempts.key"),
    prepared: orNull(attempt["prepared"], "attempts.prepared", readPrepared),
    firstSentAtMs: readInteger(attempt["firstSentAtMs"], "attempts.firstSentAtMs"),
    lastSentAtMs: readInteger(attempt["lastSentAtMs"], "attempts.lastSentAtMs"),
    sends: readInteger(attempt["sends"], "attempts.sends"),
    unsettled: readBoolean(attempt["unsettled"], "attempts.unsettled"),
    serverError: readBoolean(attempt["serverError"], "attempts.serverError"),
    keyConflict: readBoolean(attempt["keyConflict"], "attempts.keyConflict"),
    emptyLookups: readInteger(attempt["emptyLookups"], "attempts.emptyLookups"),
    lastLookupAtMs: orNull(attempt["lastLookupAtMs"], "attempts.lastLookupAtMs", readInteger),
    closedAtMs: orNull(attempt["closedAtMs"], "attempts.closedAtMs", readInteger),
    lastError: orNull(attempt["lastError"], "attempts.lastError", readAttemptError),
  };
}

function readPrepared(value: unknown, field: string): PreparedTransfer {
  const prepared = readObject(value, field);
  return {
    apiVersion: orNull(prepared["apiVersion"], "attempts.prepared.apiVersion", readText),
    body: readText(prepared["body"], "attempts.prepared.body"),
  };
}

function readAttemptError(value: unknown, field: string): AttemptError {
  const error = readObject(value, field);
  return {
    code: readText(error["code"], "attempts.lastError.code"),
    reason: readText(error["reason"], "attempts.lastError.reason"),
    message: readText(error["message"], "attempts.lastError.message"),
    providerCode: orNull(error["providerCode"], "attempts.lastError.providerCode", readText),
  };
}

function readTransfer(value: unknown, field: string): StoredTransfer {
  const transfer = readObject(value, field);
  return {
    id: readText(transfer["id"], "transfer.id"),
    provider: readText(transfer["provider"], "transfer.provider"),
    origin: readWord(transfer["origin"], "transfer.origin", ["payoutkit", "other"]),
    reference: orNull(transfer["reference"], "transfer.reference", readText),
    recipientId: readText(transfer["recipientId"], "transfer.recipientId"),
    amount: readInteger(transfer["amount"], "transfer.amount"),
    currency: readText(transfer["currency"], "transfer.currency"),
    amountReversed: readInteger(transfer["amountReversed"], "transfer.amountReversed"),
    status: readWord(transfer["status"], "transfer.status", transferStatuses),
    description: orNull(transfer["description"], "transfer.description", readText),
    metadata: readTexts(transfer["metadata"], "transfer.metadata"),
    createdAtMs: readInteger(transfer["createdAtMs"], "transfer.createdAtMs"),
  };
}
