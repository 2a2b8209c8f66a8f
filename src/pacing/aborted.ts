import { apiError } from "../domain/api-error.ts";
import type { PayoutError } from "../domain/errors.ts";

/** What a caller is told whose signal was aborted before its request started. */
export function abortedInQueue(): PayoutError<"API_ERROR"> {
  return apiError("aborted", "not_created", "the call was aborted while it waited for its turn; nothing was sent");
}
