import { errAsync, type ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue } from "../domain/errors.ts";
import type { Transfer } from "../domain/transfer.ts";
import { readCallLimits } from "./call-limits.ts";
import { readId } from "./filters.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { QueryContext } from "./query-context.ts";
import type { QueryError } from "./query-error.ts";
import { reading } from "./read.ts";
import { fetchTransfer } from "./transfer-pages.ts";

/** One transfer by its id, as it stands now; an id that nobody has is `API_ERROR` `not_found`. */
export function getTransferStatus(
  context: QueryContext,
  transferId: string,
  options?: CallOptions,
): ResultAsync<Transfer, QueryError> {
  const issues: Issue[] = [];
  const id = readId("transferId", transferId, issues);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  if (issues.length > 0) return errAsync(invalidRequest(issues));
  return reading(context, limits, (reader) => fetchTransfer(context, reader, id));
}
