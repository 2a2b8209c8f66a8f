import { err, errAsync, ok, type Result, type ResultAsync } from "neverthrow";
import { withOutcome } from "../domain/api-error.ts";
import { isPayoutError, PayoutError } from "../domain/errors.ts";
import type { CallOptions } from "../domain/call-options.ts";
import type { Payout } from "../domain/payout-request.ts";
import type { Reversal, ReversalRequest } from "../domain/reversal.ts";
import { recordId } from "../lifecycle/account.ts";
import type { Seen } from "../lifecycle/ledger.ts";
import { lookUpPayout } from "../lifecycle/look-up-payout.ts";
import { differingFields, referenceConflict } from "../lifecycle/mismatch.ts";
import type { Intent } from "../lifecycle/movement.ts";
import type { StoredRecord } from "../ports/payout-store.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";
import type { CallLimits } from "./call-limits.ts";
import { checkTransfer } from "./check-answer.ts";
import type { OperationContext } from "./context.ts";
import { invalidRequest } from "./invalid-request.ts";
import { noteReversed } from "./note-reversed.ts";
import { type Reader, reading } from "./read.ts";
import { type ReversalIntent, readReversalRequest } from "./reversal-request.ts";

/** What `reverseTransfer` can fail with. */
export type ReverseTransferError = PayoutError<"INVALID_REQUEST" | "TRANSFER_FAILED" | "INSUFFICIENT_BALANCE" | "API_ERROR">;

/** Takes some of a transfer back, or all that is left of it, at most once for its reference. */
export function reverseTransfer(
  context: OperationContext,
  request: ReversalRequest,
  options?: CallOptions,
): ResultAsync<Reversal, ReverseTransferError> {
  const read = readReversalRequest(context, request, options);
  if (read.isErr()) return errAsync(read.error);
  const { wanted, limits } = read.value;
  return reading(context, limits, (reader) => reverse(context, reader, wanted, limits));
}

const mostRounds = 5;

/** Others may settle the same reference while an omitted amount is worked out, so that is tried again then. */
async function reverse(
  context: OperationContext,
  reader: Reader,
  wanted: ReversalIntent,
  limits: CallLimits,
): Promise<Result<Reversal, ReverseTransferError>> {
  const { reference, transferId } = wanted;
  const { clock } = context;
  const endsAtMs = clock.monotonic() + limits.timeoutMs;
  for (let round = 1; ; round += 1) {
    const intent = await settleIntent(context, reader, wanted);
    if (intent.isErr()) return err(unseen(intent.error, reference));
    const order = { kind: "reversal", reference, payout: intent.value, checkBalance: false } as const;
    const timeoutMs = Math.max(1, endsAtMs - clock.monotonic());
    const made = await context.payer.pay(order, { ...limits, timeoutMs });
    if (made.isOk()) {
      await noteReversed(context, reader, transferId);
      const { id, amount, currency, createdAt } = made.value.transfer;
      return ok({ id, transferId, reference, amount, currency, createdAt });
    }
    if (wanted.amount !== null || !differsInAmount(made.error) || round === mostRounds) return err(narrowed(made.error));
  }
}

/** What is to be taken back: as its record says, or else, for an omitted amount, what is left of the transfer. */
async function settleIntent(
  context: OperationContext,
  reader: Reader,
  wanted: ReversalIntent,
): Promise<Result<Intent, PayoutError<"INVALID_REQUEST" | "API_ERROR">>> {
  const seen = await reader.wait(() => loadReversal(context, wanted.reference));
  if (seen.isErr()) return err(seen.error);
  if (bindsParameters(seen.value.record)) return bound(context, reader, wanted, seen.value.record);
  const transfer = await reader.read((call) => context.provider.get(wanted.transferId, call).andThen(checkTransfer));
  if (transfer.isErr()) return err(transfer.error);
  const rest = transfer.value.amount - transfer.value.amountReversed;
  const amount = wanted.amount ?? rest;
  if (wanted.amount !== null && amount <= rest) return ok(intentOf(wanted, { ...transfer.value, amount }));
  // What is missing may have been taken back under this very reference: by a twin, or before the store was lost.
  const found = await findEarlier(context, reader, wanted, transfer.value);
  if (found.isErr()) return err(found.error);
  if (found.value !== null) return bound(context, reader, wanted, found.value);
  return amount > rest || amount === 0 ? err(tooMuch(wanted, rest, transfer.value)) : ok(intentOf(wanted, { ...transfer.value, amount }));
}

/** As the record says. What differs from it was held against nothing that is left, and its record may fail until it is sent. */
async function bound(
  { lifecycle }: OperationContext,
  reader: Reader,
  wanted: ReversalIntent,
  record: StoredRecord,
): Promise<Result<Intent, PayoutError<"INVALID_REQUEST" | "API_ERROR">>> {
  const account = await reader.wait(() => lifecycle.account());
  if (account.isErr()) return err(account.error);
  const intent = intentOf(wanted, record);
  const differences = differingFields(record, intent, account.value);
  return differences.length === 0 ? ok(intent) : err(referenceConflict(record, differences));
}

/** The record of an earlier reversal under this reference, from the store or else the provider; `null` if there is none. */
async function findEarlier(
  context: OperationContext,
  reader: Reader,
  wanted: ReversalIntent,
  transfer: ProviderTransfer,
): Promise<Result<StoredRecord | null, PayoutError<"API_ERROR">>> {
  const { lifecycle } = context;
  const account = await reader.wait(() => lifecycle.account());
  if (account.isErr()) return err(account.error);
  const seen = await reader.wait(() => loadReversal(context, wanted.reference));
  if (seen.isErr()) return err(seen.error);
  const known = seen.value.record;
  // A record of another transfer is a conflict.
  if (known !== null && known.targetTransferId !== wanted.transferId) return ok(known);
  if (bindsParameters(known)) return ok(known);
  const intent = intentOf(wanted, transfer);
  const looked = await reader.wait(({ signal }) =>
    lookUpPayout(lifecycle, account.value, seen.value, signal, intent),
  );
  if (looked.isErr() || bindsParameters(looked.value.record)) return looked.map(({ record }) => record);
  // A twin may have begun since it was looked for, and then it is that one's answer.
  const now = await reader.wait(() => loadReversal(context, wanted.reference));
  return now.map(({ record }) => (bindsParameters(record) ? record : null));
}

function loadReversal({ lifecycle, namespace }: OperationContext, reference: string): ResultAsync<Seen, PayoutError<"API_ERROR">> {
  return lifecycle.account().andThen((account) => lifecycle.ledger.load(recordId("reversal", account, namespace, reference)));
}

/** Whether a reversal stands in a state in which its amount can't be another one. */
function bindsParameters(record: StoredRecord | null): record is StoredRecord {
  return record !== null && record.state !== "failed" && record.state !== "canceled";
}

function intentOf(wanted: ReversalIntent, from: Pick<Payout, "recipientId" | "amount" | "currency">): Intent {
  const { reference, transferId: targetTransferId } = wanted;
  const { recipientId, currency } = from;
  const amount = wanted.amount ?? from.amount;
  return { reference, recipientId, amount, currency, description: null, metadata: {}, targetTransferId };
}

function tooMuch({ amount, reference }: ReversalIntent, rest: number, { id, currency }: ProviderTransfer): PayoutError<"INVALID_REQUEST"> {
  const left = rest === 0 ? `all of ${id} is taken back already` : `${rest} of ${id} is left to take back (${currency}, minor units)`;
  const message = amount === null ? left : `${left}, got ${amount}`;
  return invalidRequest([{ path: amount === null ? "transferId" : "amount", message }], reference);
}

/** Whether the reference names a reversal that is the same but for its amount. */
function differsInAmount(error: PayoutError): boolean {
  const conflict = isPayoutError(error, "INVALID_REQUEST") ? error.details.conflict : undefined;
  return conflict?.fields.join() === "amount";
}

/** A missing record is no evidence, and neither is a look that failed; but what doesn't exist can't be taken back. */
function unseen(error: PayoutError<"INVALID_REQUEST" | "API_ERROR">, reference: string): ReverseTransferError {
  if (error.code === "INVALID_REQUEST") return error;
  return withOutcome(error, error.reason === "not_found" ? "not_created" : "unknown", reference);
}

/** A reversal has no recipient and no minimum of its own: such a refusal is one like any other. */
function narrowed(error: PayoutError): ReverseTransferError {
  const isKnown = isPayoutError(error, "INVALID_REQUEST") || isPayoutError(error, "API_ERROR");
  if (isKnown || isPayoutError(error, "TRANSFER_FAILED") || isPayoutError(error, "INSUFFICIENT_BALANCE")) return error;
  const { message, reference } = error;
  const details = { providerCode: null };
  return new PayoutError({ code: "TRANSFER_FAILED", reason: "declined", outcome: "not_created", details, message, reference, cause: error });
}
