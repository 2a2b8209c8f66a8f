import { type Issue, PayoutError } from "../../domain/errors.ts";

/** The error for what was asked of a queue and can't be done. */
export function invalidRequest(issues: readonly Issue[], reference?: string): PayoutError<"INVALID_REQUEST"> {
  const message = issues.map((issue) => (issue.path === "" ? issue.message : `${issue.path}: ${issue.message}`)).join("; ");
  const details = { issues };
  return new PayoutError({ code: "INVALID_REQUEST", reason: "invalid", outcome: "not_created", details, message, reference });
}

/** What is wrong with the id of a batch, or `null`: 1 to 255 characters without control characters. */
export function batchIdProblem(batchId: unknown): string | null {
  const right = typeof batchId === "string" && /^[^\p{Cc}\p{Cs}]{1,255}$/u.test(batchId);
  return right ? null : "expected a text of 1 to 255 characters without control characters";
}
