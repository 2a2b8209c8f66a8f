import { err, ok } from "neverthrow";
import { answerMissing, answerWith, type Answer } from "../answer.ts";
import type { Call, Endpoint } from "../endpoint.ts";
import { listObject, transferObject } from "../objects.ts";
import { ParameterReader } from "../parameters.ts";
import type { ListQuery } from "../transfer-book.ts";
import { readCursors, type Cursors } from "./cursors.ts";

/** A page of the account's transfers, newest first. */
export const listTransfers: Endpoint = {
  method: "GET",
  path: "/v1/transfers",
  permission: "transfers_read",
  prepare: (call) => {
    const read = new ParameterReader(call.params);
    const destination = read.text("destination");
    const transferGroup = read.text("transfer_group");
    const filters = { destination, transferGroup, ...read.seconds("created") };
    const cursors = readCursors(read);
    const refusal = read.refusal();
    return refusal === undefined ? ok(() => showPage(call, filters, cursors)) : err(refusal);
  },
};

type Filters = Omit<ListQuery, "limit" | "startingAfter" | "endingBefore">;

function showPage({ ledger: { book }, livemode }: Call, filters: Filters, cursors: Cursors): Answer {
  const { limit, startingAfter, endingBefore } = cursors;
  const missing = [
    { id: startingAfter, param: "starting_after" },
    { id: endingBefore, param: "ending_before" },
  ].find(({ id }) => id !== undefined && book.get(id) === undefined);
  if (missing?.id !== undefined) return answerMissing("transfer", missing.id, missing.param, 400);
  const page = book.list({
    ...filters,
    limit,
    startingAfter: startingAfter === undefined ? undefined : book.get(startingAfter),
    endingBefore: endingBefore === undefined ? undefined : book.get(endingBefore),
  });
  const data = page.transfers.map((transfer) => transferObject(transfer, livemode));
  return answerWith(listObject(data, page.hasMore, "/v1/transfers"));
}
