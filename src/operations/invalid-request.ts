import { type Issue, PayoutError } from "../domain/errors.ts";

const mostInMessage = 20;

/** Makes an `INVALID_REQUEST` that lists everything that is wrong with an input; its message tells the first of it. */
export function invalidRequest(issues: readonly Issue[], reference?: string): PayoutError<"INVALID_REQUEST"> {
  const texts = issues.slice(0, mostInMessage).map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  if (issues.length > mostInMessage) texts.push(`and ${issues.length - mostInMessage} more`);
  return new PayoutError({
    code: "INVALID_REQUEST",
    reason: "invalid",
    outcome: "not_created",
    message: texts.join("; "),
    details: { issues },
    reference,
  });
}
