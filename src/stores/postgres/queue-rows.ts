import type { AttemptError } from "../../domain/payout-record.ts";
import { type Payout, parsePayoutRequest } from "../../domain/payout-request.ts";
import type { BatchCount, ClaimedPayout, NewPayout, OpenPayout, QueuedProblem, QueuedState } from "../../ports/queue-ledger.ts";
import type { SqlRow } from "../sql/codec.ts";
import { queuedStates } from "./queue-tables.ts";
import { orNull, readInteger, readList, readObject, readText, readWord, UnreadableValue } from "../sql/read-value.ts";

/** Those of a call's payouts that weren't added, by the one row of its answer. */
export function readAdded(row: SqlRow | undefined, payouts: readonly NewPayout[]): readonly NewPayout[] {
  const references = orNull(row?.["added"], "added", readText);
  if (references === null) return [];
  const added = new Set(readList(JSON.parse(references), "added", readText));
  return payouts.filter(({ payout }) => !added.has(payout.reference));
}

/** Reads a payout that was taken up; throws `UnreadableValue` where it isn't one. */
export function readClaimed(row: SqlRow): ClaimedPayout {
  return {
    reference: readText(row["reference"], "reference"),
    job: readText(row["job"], "job"),
    payout: readRequest(row["request"]),
    tries: readInteger(row["tries"], "tries"),
  };
}

/** Reads the request of a queued payout. */
export function readRequest(value: unknown): Payout {
  const payout = parsePayoutRequest(JSON.parse(readText(value, "request")));
  if (payout.isOk()) return payout.value;
  throw new UnreadableValue("request", "a payout request", value);
}

/** Whether two requests ask for the same payout; description and metadata are the first one's. */
export function samePayout(left: Payout, right: Payout): boolean {
  return left.recipientId === right.recipientId && left.amount === right.amount && left.currency === right.currency;
}

export function readOpen(row: SqlRow): OpenPayout {
  return {
    batchId: readText(row["batch_id"], "batch_id"),
    reference: readText(row["reference"], "reference"),
    job: readText(row["job"], "job"),
    dueInMs: readInteger(row["due_in_ms"], "due_in_ms"),
  };
}

/** Reads how many payouts stand where. */
export function readCounts(rows: readonly SqlRow[]): BatchCount["counts"] {
  const counts: Record<QueuedState, number> = {
    waiting: 0,
    sending: 0,
    unknown: 0,
    paid: 0,
    failed: 0,
    canceled: 0,
    review: 0,
  };
  for (const row of rows) counts[readState(row["standing"])] = readInteger(row["payouts"], "payouts");
  return counts;
}

/** Reads a payout that isn't paid, and why. */
export function readProblem(row: SqlRow): QueuedProblem {
  return {
    reference: readText(row["reference"], "reference"),
    state: readState(row["standing"]),
    error: orNull(row["error"], "error", readError),
    tries: readInteger(row["tries"], "tries"),
    updatedAtMs: readInteger(row["updated_at_ms"], "updated_at_ms"),
  };
}

function readState(value: unknown): QueuedState {
  return readWord(value, "state", queuedStates);
}

function readError(value: unknown, field: string): AttemptError {
  const error = readObject(JSON.parse(readText(value, field)), field);
  return {
    code: readText(error["code"], "error.code"),
    reason: readText(error["reason"], "error.reason"),
    message: readText(error["message"], "error.message"),
    providerCode: orNull(error["providerCode"], "error.providerCode", readText),
  };
}
