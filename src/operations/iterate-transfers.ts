import { err, ok, type Result } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue } from "../domain/errors.ts";
import type { ListTransfersRequest } from "../domain/transfer-page.ts";
import type { Transfer } from "../domain/transfer.ts";
import { type CallLimits, readCallLimits } from "./call-limits.ts";
import { filterNames, type Filters, noFilters, readFields, readFilters } from "./filters.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { QueryContext } from "./query-context.ts";
import type { QueryError } from "./query-error.ts";
import { TransferStream } from "./transfer-stream.ts";

/** Which transfers to iterate over. */
export type IterateTransfersRequest = Omit<ListTransfersRequest, "limit" | "cursor">;

/**
 * Every transfer that passes the filters, newest first; `timeoutMs` is for each page. Whoever reads beyond the first
 * page has the next ones read ahead. After an error it ends. It can be iterated over again and then begins anew.
 */
export function iterateTransfers(
  context: QueryContext,
  request?: IterateTransfersRequest,
  options?: CallOptions,
): AsyncIterable<Result<Transfer, QueryError>> {
  const issues: Issue[] = [];
  const filters = readSafely(request, issues);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  return {
    [Symbol.asyncIterator]: () =>
      issues.length > 0 ? failed(invalidRequest(issues)) : turnPages(context, filters, limits),
  };
}

/** The filters, also of a request that throws when it is read. */
function readSafely(request: unknown, issues: Issue[]): Filters {
  try {
    return readFilters(readFields(request, [...filterNames, "status"], issues), issues);
  } catch {
    issues.push({ path: "", message: "expected an object of filters or nothing, got one that throws when it is read" });
    return noFilters;
  }
}

async function* turnPages(
  context: QueryContext,
  filters: Filters,
  limits: CallLimits,
): AsyncGenerator<Result<Transfer, QueryError>, void, void> {
  const stream = new TransferStream(context, filters, limits);
  try {
    while (!stream.isDone) {
      const page = await stream.next();
      if (page.isErr()) {
        yield err(page.error);
        return;
      }
      for (const transfer of page.value) yield ok(transfer);
    }
  } finally {
    stream.close();
  }
}

async function* failed(error: QueryError): AsyncGenerator<Result<Transfer, QueryError>, void, void> {
  yield err(error);
}
