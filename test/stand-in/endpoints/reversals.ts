import { err, ok } from "neverthrow";
import { answerMissing, answerWith, type Answer } from "../answer.ts";
import type { Call, Endpoint } from "../endpoint.ts";
import type { NewReversal } from "../ledger.ts";
import { listObject, reversalObject, type ReversalRecord, type TransferRecord } from "../objects.ts";
import { ParameterReader } from "../parameters.ts";
import { readCursors, type Cursors } from "./cursors.ts";
import { mergeMetadata } from "./metadata.ts";

/** Takes money back from a recipient. */
export const createReversal: Endpoint = {
  method: "POST",
  path: "/v1/transfers/{id}/reversals",
  permission: "transfers_write",
  prepare: (call) => {
    const read = new ParameterReader(call.params);
    const wanted = { amount: read.integer("amount", 1), metadata: mergeMetadata({}, read.metadata("metadata")) };
    read.text("description");
    read.flag("refund_application_fee");
    const refusal = read.refusal();
    return refusal === undefined ? ok(() => reverse(call, wanted)) : err(refusal);
  },
};

/** A page of a transfer's reversals, newest first. */
export const listReversals: Endpoint = {
  method: "GET",
  path: "/v1/transfers/{id}/reversals",
  permission: "transfers_read",
  prepare: (call) => {
    const read = new ParameterReader(call.params);
    const cursors = readCursors(read);
    const refusal = read.refusal();
    return refusal === undefined ? ok(() => withTransfer(call, (transfer) => showPage(transfer, cursors))) : err(refusal);
  },
};

/** One reversal. */
export const retrieveReversal: Endpoint = {
  method: "GET",
  path: "/v1/transfers/{transfer}/reversals/{id}",
  permission: "transfers_read",
  prepare: (call) => {
    const refusal = new ParameterReader(call.params).refusal();
    const id = call.names[1] ?? "";
    return refusal === undefined ? ok(() => withTransfer(call, (transfer) => showReversal(transfer, id))) : err(refusal);
  },
};

function withTransfer({ ledger, names: [id = ""] }: Call, work: (transfer: TransferRecord) => Answer): Answer {
  const transfer = ledger.book.get(id);
  return transfer === undefined ? answerMissing("transfer", id, "id") : work(transfer);
}

function reverse(call: Call, wanted: NewReversal): Answer {
  return withTransfer(call, (transfer) => {
    const made = call.ledger.reverse(transfer, wanted, call.idempotencyKey);
    return made.match((reversal) => answerWith(reversalObject(reversal)), (refusal) => refusal);
  });
}

function showReversal(transfer: TransferRecord, id: string): Answer {
  const reversal = transfer.reversals.find((candidate) => candidate.id === id);
  return reversal === undefined ? answerMissing("transfer reversal", id, "id") : answerWith(reversalObject(reversal));
}

function showPage(transfer: TransferRecord, { limit, startingAfter, endingBefore }: Cursors): Answer {
  const newestFirst = transfer.reversals.toReversed();
  const place = (id: string): number => newestFirst.findIndex((reversal) => reversal.id === id);
  const url = `/v1/transfers/${transfer.id}/reversals`;
  if (endingBefore !== undefined) {
    const end = place(endingBefore);
    if (end === -1) return answerMissing("transfer reversal", endingBefore, "ending_before", 400);
    const start = Math.max(end - limit, 0);
    return showList(newestFirst.slice(start, end), start > 0, url);
  }
  const before = startingAfter === undefined ? -1 : place(startingAfter);
  if (startingAfter !== undefined && before === -1) {
    return answerMissing("transfer reversal", startingAfter, "starting_after", 400);
  }
  const end = before + 1 + limit;
  return showList(newestFirst.slice(before + 1, end), end < newestFirst.length, url);
}

function showList(reversals: readonly ReversalRecord[], hasMore: boolean, url: string): Answer {
  return answerWith(listObject(reversals.map(reversalObject), hasMore, url));
}
