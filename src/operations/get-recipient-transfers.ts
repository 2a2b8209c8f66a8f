import { err, errAsync, ok, type Result, type ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import type { TransferFilters } from "../domain/transfer-page.ts";
import type { Transfer } from "../domain/transfer.ts";
import { readCallLimits } from "./call-limits.ts";
import { type Filters, noteNoText, readFields, readFilters } from "./filters.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { QueryContext } from "./query-context.ts";
import { type Reader, reading } from "./read.ts";
import { askRecipient, malformedRecipient, unknownRecipient } from "./recipient.ts";
import { toTransfer } from "./to-transfer.ts";
import { visitTransfers } from "./visit-transfers.ts";

/** Which of a recipient's transfers are meant: those created at or after `from` and before `to`. */
export type RecipientTransfersRequest = Pick<TransferFilters, "from" | "to">;

/** What {@link getRecipientTransfers} can fail with. */
export type RecipientTransfersError = PayoutError<"INVALID_REQUEST" | "INVALID_RECIPIENT" | "API_ERROR">;

/**
 * Every transfer to one recipient, newest first. A recipient whom nobody knows is `INVALID_RECIPIENT` where
 * the provider can tell, and an empty list where it can't.
 */
export function getRecipientTransfers(
  context: QueryContext,
  recipientId: string,
  request?: RecipientTransfersRequest,
  options?: CallOptions,
): ResultAsync<Transfer[], RecipientTransfersError> {
  const issues: Issue[] = [];
  noteNoText("recipientId", recipientId, issues);
  const times = readFilters(readFields(request, ["from", "to"], issues), issues);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  if (issues.length > 0) return errAsync(invalidRequest(issues));
  const malformed = malformedRecipient(context.provider, recipientId);
  if (malformed !== null) return errAsync(malformed);
  return reading<Transfer[], RecipientTransfersError>(context, limits, async (reader) => {
    const transfers = await collect(context, reader, { ...times, recipientId });
    if (transfers.isErr()) return err(isNotFound(transfers.error) ? unknownRecipient(recipientId) : transfers.error);
    if (transfers.value.length > 0) return ok(transfers.value);
    const known = await ensureKnown(context, reader, recipientId);
    return known.map(() => []);
  });
}

async function collect(
  context: QueryContext,
  reader: Reader,
  filters: Filters,
): Promise<Result<Transfer[], PayoutError<"API_ERROR">>> {
  const transfers: Transfer[] = [];
  const visited = await visitTransfers(context, reader, { filters, tell: toTransfer }, (transfer) => {
    transfers.push(transfer);
    return ok(undefined);
  });
  // Those of one time came in their order, because a window is never cut between them.
  return visited.map(() => transfers.sort((left, right) => right.createdAt.getTime() - left.createdAt.getTime()));
}

async function ensureKnown(
  context: QueryContext,
  reader: Reader,
  recipientId: string,
): Promise<Result<void, PayoutError<"INVALID_RECIPIENT" | "API_ERROR">>> {
  const check = await askRecipient(context, reader, recipientId);
  // A recipient who can't be paid yet is known, and a key that may not look at recipients can't tell.
  if (check.isErr() && !isNotReady(check.error) && !isForbidden(check.error)) return err(check.error);
  return ok(undefined);
}

function isNotFound(error: PayoutError): boolean {
  return error.code === "API_ERROR" && error.reason === "not_found";
}

function isNotReady(error: PayoutError): boolean {
  return error.code === "INVALID_RECIPIENT" && error.reason === "not_ready";
}

function isForbidden(error: PayoutError): boolean {
  return error.code === "API_ERROR" && error.reason === "permission";
}
