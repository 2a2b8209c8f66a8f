import { PayoutError } from "../domain/errors.ts";

/** What a caller is told whose signal was aborted before its request started. */
export function abortedInQueue(): PayoutError<"API_ERROR"> {
  return new PayoutError({
    code: "API_ERROR",
    outcome: "not_created",
    reason: "aborted",
    details: {},
    message: "The call was aborted while it waited for its turn; its request wasn't sent.",
  });
}
