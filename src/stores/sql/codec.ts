import { type Result, err, ok } from "neverthrow";
import { payoutStates } from "../../domain/payout-record.ts";
import type { Lease, RecordId, StoreFailure, StoredRecord } from "../../ports/payout-store.ts";
import { type RecordDocument, readDocument } from "./document.ts";
import { UnreadableValue, orNull, readInteger, readText, readWord } from "./read-value.ts";
import { storeFailure } from "./store-failure.ts";

/** A row as a driver gives it. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** What a column is given. */
export type SqlValue = string | number | null;

/** A record as the values of its columns, in their order. */
export function encodeRecord(record: StoredRecord): SqlValue[] {
  const { lease, transfer } = record;
  return [
    record.kind,
    record.mode,
    record.namespace,
    record.reference,
    record.state,
    record.revision,
    record.account,
    record.recipientId,
    record.amount,
    record.currency,
    transfer === null ? null : transfer.id,
    transfer === null ? null : transfer.amountReversed,
    record.createdAtMs,
    record.updatedAtMs,
    lease === null ? null : lease.token,
    lease === null ? null : lease.owner,
    lease === null ? null : lease.expiresAtMs,
    encodeDocument(record),
  ];
}

/** The record of a row; a failure that names its reference if anything in it can't be read. */
export function decodeRecord(row: SqlRow): Result<StoredRecord, StoreFailure> {
  try {
    return ok(readRecord(readKey(row), row));
  } catch (cause) {
    return err(unreadableRecord(row["reference"], cause));
  }
}

/** The record of a row whose key is known, so that it needn't be in the row. */
export function decodeKnownRecord(id: RecordId, row: SqlRow): Result<StoredRecord, StoreFailure> {
  try {
    return ok(readRecord(id, row));
  } catch (cause) {
    return err(unreadableRecord(id.reference, cause));
  }
}

function encodeDocument(record: StoredRecord): string {
  const { description, metadata, targetTransferId, attempts, transfer, notes } = record;
  const document: RecordDocument = { description, metadata, targetTransferId, attempts, transfer, notes };
  return JSON.stringify(document);
}

function readKey(row: SqlRow): RecordId {
  return {
    kind: readWord(row["kind"], "kind", ["payout", "reversal"]),
    mode: readText(row["mode"], "mode"),
    namespace: readText(row["namespace"], "namespace"),
    reference: readText(row["reference"], "reference"),
  };
}

function readRecord({ kind, mode, namespace, reference }: RecordId, row: SqlRow): StoredRecord {
  const document = readDocument(JSON.parse(readText(row["document"], "document")));
  checkTransfer(row, document);
  return {
    kind,
    mode,
    namespace,
    reference,
    revision: readText(row["revision"], "revision"),
    account: readText(row["account"], "account"),
    state: readWord(row["state"], "state", payoutStates),
    recipientId: readText(row["recipient_id"], "recipient_id"),
    amount: readInteger(row["amount"], "amount"),
    currency: readText(row["currency"], "currency"),
    lease: readLease(row),
    createdAtMs: readInteger(row["created_at_ms"], "created_at_ms"),
    updatedAtMs: readInteger(row["updated_at_ms"], "updated_at_ms"),
    ...document,
  };
}

function readLease(row: SqlRow): Lease | null {
  if (row["lease_token"] === null) return null;
  return {
    token: readText(row["lease_token"], "lease_token"),
    owner: orNull(row["lease_owner"], "lease_owner", readText),
    expiresAtMs: readInteger(row["lease_expires_at_ms"], "lease_expires_at_ms"),
  };
}

/** The transfer stands in the document and, to be queried, in columns: they must agree. */
function checkTransfer(row: SqlRow, { transfer }: RecordDocument): void {
  const id = orNull(row["transfer_id"], "transfer_id", readText);
  const amountReversed = orNull(row["amount_reversed"], "amount_reversed", readInteger);
  if (id !== (transfer?.id ?? null)) throw new UnreadableValue("transfer_id", "the one of the document", id);
  if (amountReversed !== (transfer?.amountReversed ?? null)) {
    throw new UnreadableValue("amount_reversed", "the one of the document", amountReversed);
  }
}

function unreadableRecord(named: unknown, cause: unknown): StoreFailure {
  const reference = typeof named === "string" ? named : null;
  const why = cause instanceof Error ? cause.message : String(cause);
  return storeFailure({
    message:
      `the record of ${reference === null ? "a payout" : JSON.stringify(reference)} can't be read: ${why}; ` +
      "restore it from a backup of the store",
    retryable: false,
    ...(reference === null ? {} : { reference }),
    cause,
  });
}
