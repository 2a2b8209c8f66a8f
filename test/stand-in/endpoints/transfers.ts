import { err, ok, type Result } from "neverthrow";
import { answerMissing, answerWith, type Answer } from "../answer.ts";
import type { Call, Endpoint, Work } from "../endpoint.ts";
import type { NewTransfer } from "../ledger.ts";
import { transferObject } from "../objects.ts";
import { ParameterReader } from "../parameters.ts";
import { readCurrency } from "./currencies.ts";
import { mergeMetadata } from "./metadata.ts";

/** Moves money to a recipient. */
export const createTransfer: Endpoint = {
  method: "POST",
  path: "/v1/transfers",
  permission: "transfers_write",
  prepare: (call) =>
    readTransfer(call).map((wanted) => () => {
      const made = call.ledger.transfer(wanted, call.idempotencyKey);
      return made.match((transfer) => answerWith(transferObject(transfer, call.livemode)), (refusal) => refusal);
    }),
};

/** One transfer. */
export const retrieveTransfer: Endpoint = {
  method: "GET",
  path: "/v1/transfers/{transfer}",
  permission: "transfers_read",
  prepare: (call) => {
    const refusal = new ParameterReader(call.params).refusal();
    return refusal === undefined ? ok(() => showTransfer(call)) : err(refusal);
  },
};

/** Changes a transfer's description and metadata. */
export const updateTransfer: Endpoint = {
  method: "POST",
  path: "/v1/transfers/{transfer}",
  permission: "transfers_write",
  prepare: (call) => {
    const read = new ParameterReader(call.params);
    const description = read.text("description");
    const metadata = read.metadata("metadata");
    const refusal = read.refusal();
    if (refusal !== undefined) return err(refusal);
    return ok(changeTransfer(call, description, metadata));
  },
};

function readTransfer({ params }: Call): Result<NewTransfer, Answer> {
  const read = new ParameterReader(params);
  const wanted = {
    amount: read.requiredInteger("amount", 1),
    currency: readCurrency(read),
    destination: read.requiredText("destination"),
    sourceType: read.choice("source_type", ["card", "bank_account", "fpx"] as const) ?? "card",
    sourceTransaction: read.text("source_transaction") ?? null,
    transferGroup: read.text("transfer_group") ?? null,
    description: read.text("description") ?? null,
    metadata: mergeMetadata({}, read.metadata("metadata")),
  };
  const refusal = read.refusal();
  return refusal === undefined ? ok(wanted) : err(refusal);
}

function showTransfer({ ledger, names: [id = ""], livemode }: Call): Answer {
  const transfer = ledger.book.get(id);
  if (transfer === undefined) return answerMissing("transfer", id, "id");
  return answerWith(transferObject(transfer, livemode));
}

function changeTransfer(
  call: Call,
  description: string | undefined,
  metadata: Readonly<Record<string, string>> | null | undefined,
): Work {
  return () => {
    const transfer = call.ledger.book.get(call.names[0] ?? "");
    if (transfer !== undefined) {
      transfer.description = description ?? transfer.description;
      transfer.metadata = mergeMetadata(transfer.metadata, metadata);
    }
    return showTransfer(call);
  };
}
