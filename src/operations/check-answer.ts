import { err, ok, type Result } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { PayoutError } from "../domain/errors.ts";
import { isObject } from "../domain/payout-request.ts";
import { type TransferStatus, transferStatuses } from "../domain/transfer.ts";
import type { ProviderTransfer, ProviderTransferPage } from "../ports/transfer-provider.ts";

type ApiError = PayoutError<"API_ERROR">;

/** Checks a transfer that an adapter gave; a status that this version doesn't know becomes `unrecognized`. */
export function checkTransfer(transfer: ProviderTransfer): Result<ProviderTransfer, ApiError> {
  const problem = transferProblem(transfer);
  return problem === null ? ok(withKnownStatus(transfer)) : err(invalidResponse(`gave a transfer ${problem}`));
}

/** Checks a page that an adapter gave for a limit and a cursor. */
export function checkPage(
  page: ProviderTransferPage,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
): Result<ProviderTransferPage, ApiError> {
  if (!isObject(page) || !Array.isArray(page.transfers)) return err(invalidResponse("gave no page of transfers"));
  const { transfers, nextCursor } = page;
  if (transfers.length > limit) return err(invalidResponse(`gave ${transfers.length} transfers for a page of ${limit}`));
  if (nextCursor !== null && typeof nextCursor !== "string") return err(invalidResponse("gave a cursor that is no text"));
  if (nextCursor !== null && nextCursor === cursor) return err(invalidResponse("gave the same page again"));
  for (const transfer of transfers) {
    const problem = transferProblem(transfer);
    if (problem !== null) return err(invalidResponse(`gave a transfer ${problem}`));
  }
  return ok({ transfers: transfers.map(withKnownStatus), nextCursor });
}

/** Makes the error of an adapter whose answer breaks its contract. */
export function invalidResponse(what: string): ApiError {
  return apiError("invalid_response", "not_created", `the provider's adapter ${what}`);
}

function withKnownStatus(transfer: ProviderTransfer): ProviderTransfer {
  return knownStatuses.has(transfer.status) ? transfer : { ...transfer, status: "unrecognized" };
}

function transferProblem(transfer: ProviderTransfer): string | null {
  if (!isObject(transfer) || typeof transfer.id !== "string" || transfer.id === "") return "without an id";
  const { id, recipientId, amount, amountReversed, currency, createdAtMs } = transfer;
  if (typeof recipientId !== "string") return `${id} without a recipient`;
  if (!isCount(amount)) return `${id} whose amount is no safe integer`;
  if (!isCount(amountReversed) || amountReversed > amount) return `${id} of which more was reversed than sent`;
  if (typeof currency !== "string" || !/^[a-z]{3}$/.test(currency)) return `${id} whose currency is no lower-case code`;
  return createdAtMs >= earliestMs && createdAtMs < latestMs ? null : `${id} whose time is senseless`;
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

const knownStatuses: ReadonlySet<TransferStatus> = new Set(transferStatuses);
const earliestMs = Date.UTC(1900, 0, 1);
const latestMs = Date.UTC(10_000, 0, 1);
