import { errAsync, type ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import type { RecipientCheck } from "../ports/transfer-provider.ts";
import { readCallLimits } from "./call-limits.ts";
import { noteNoText } from "./filters.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { QueryContext } from "./query-context.ts";
import { reading } from "./read.ts";
import { askRecipient, malformedRecipient } from "./recipient.ts";

/**
 * Whether a recipient can be paid now, and what is missing if not; `null` if this provider can't tell.
 * An id that is malformed or that nobody has is `INVALID_RECIPIENT`.
 */
export function checkRecipient(
  context: QueryContext,
  recipientId: string,
  options?: CallOptions,
): ResultAsync<RecipientCheck | null, PayoutError<"INVALID_REQUEST" | "INVALID_RECIPIENT" | "API_ERROR">> {
  const issues: Issue[] = [];
  noteNoText("recipientId", recipientId, issues);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  if (issues.length > 0) return errAsync(invalidRequest(issues));
  const malformed = malformedRecipient(context.provider, recipientId);
  if (malformed !== null) return errAsync(malformed);
  return reading(context, limits, (reader) => askRecipient(context, reader, recipientId));
}
