import { type Issue, PayoutError } from "../domain/errors.ts";

/** Makes an `INVALID_REQUEST` that lists everything that is wrong with an input. */
export function invalidRequest(issues: readonly Issue[], reference?: string): PayoutError<"INVALID_REQUEST"> {
  const texts = issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  return new PayoutError({
    code: "INVALID_REQUEST",
    reason: "invalid",
    outcome: "not_created",
    message: texts.join("; "),
    details: { issues },
    reference,
  });
}
