import type { PayoutError } from "../domain/errors.ts";
import { invalidRequest } from "./invalid-request.ts";

/** Makes the error of a query whose answer would be a number that isn't exact. */
export function sumTooLarge(): PayoutError<"INVALID_REQUEST"> {
  const message = "the sum is too large to be counted exactly; narrow the time with `from` and `to`";
  return invalidRequest([{ path: "from", message }]);
}
