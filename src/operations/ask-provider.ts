import { err, ok, type Result } from "neverthrow";
import { apiError, withOutcome } from "../domain/api-error.ts";
import { isPayoutError, type PayoutError } from "../domain/errors.ts";
import { isObject } from "../domain/payout-request.ts";
import { aborted, untilAborted } from "../pacing/until-aborted.ts";
import type { ProviderCall } from "../ports/transfer-provider.ts";

/** Calls a provider's read. */
export type ProviderRead<T, E> = (call: ProviderCall) => PromiseLike<Result<T, E>>;

/**
 * One answer of a provider's read, or an error as soon as the signal is aborted. An adapter that breaks its
 * contract by throwing, rejecting or answering something else fails with `invalid_response`.
 */
export async function askProvider<T, E extends PayoutError>(
  call: ProviderRead<T, E>,
  signal: AbortSignal,
): Promise<Result<T, E | PayoutError<"API_ERROR">>> {
  try {
    const answer: unknown = await untilAborted(call({ signal }), signal);
    if (answer === aborted) return err(apiError("aborted", "not_created", "the call was ended by its signal"));
    if (!isResult<T, E>(answer)) return err(brokenContract("answered something that is no Result", undefined));
    return answer.isOk() ? ok(answer.value) : err(readError(answer.error));
  } catch (cause) {
    return err(brokenContract("threw instead of answering", cause));
  }
}

function isResult<T, E>(answer: unknown): answer is Result<T, E> {
  return isObject(answer) && typeof answer["isOk"] === "function";
}

// A read creates nothing, whatever an adapter that shares its code with sends may say.
function readError<E extends PayoutError>(error: E): E | PayoutError<"API_ERROR"> {
  if (!isPayoutError(error)) return brokenContract("failed with something that is no PayoutError", error);
  return isPayoutError(error, "API_ERROR") ? withOutcome(error, "not_created") : error;
}

function brokenContract(what: string, cause: unknown): PayoutError<"API_ERROR"> {
  return apiError("invalid_response", "not_created", `the provider's adapter ${what}`, { cause });
}
