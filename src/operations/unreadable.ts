import { PayoutError } from "../domain/errors.ts";
import type { LanesEnd } from "./lanes.ts";

/** Makes the error of a batch whose payouts couldn't be read to their end. */
export function unreadable({ read, thrown }: LanesEnd): PayoutError<"INVALID_REQUEST"> {
  const why = thrown?.cause instanceof Error ? ` (${thrown.cause.message})` : "";
  const message = `the payouts could not be read beyond the first ${read}${why}; mend what gives them and run the batch again`;
  return new PayoutError({
    code: "INVALID_REQUEST",
    reason: "invalid",
    outcome: "not_created",
    details: { issues: [{ path: `payouts[${read}]`, message }] },
    message,
    cause: thrown?.cause,
  });
}
