import { err, ok, type Result } from "neverthrow";
import type { PayoutError, PayoutErrorOf } from "../domain/errors.ts";
import { invariant } from "../domain/invariant.ts";
import type { Transfer } from "../domain/transfer.ts";

/**
 * Turns `ALREADY_PAID` into the transfer that paid it, because running again is the normal case. Every other
 * error stays as it is.
 *
 * @example
 * const transfer = await client.sendPayout(request).orElse(acceptAlreadyPaid);
 */
export function acceptAlreadyPaid<E extends PayoutError>(
  error: E,
): Result<Transfer, Exclude<E, PayoutErrorOf<"ALREADY_PAID">>> {
  return isOther(error) ? err(error) : ok(transferOf(error));
}

function isOther<E extends PayoutError>(error: E): error is Exclude<E, PayoutErrorOf<"ALREADY_PAID">> {
  return error.code !== "ALREADY_PAID";
}

function transferOf(error: PayoutError): Transfer {
  invariant(error.code === "ALREADY_PAID", "only ALREADY_PAID carries a transfer");
  return error.details.transfer;
}
