import { err, errAsync, ok, type Result, type ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import { describe } from "../domain/payout-request.ts";
import type { ListTransfersRequest, TransferPage } from "../domain/transfer-page.ts";
import { type CallLimits, readCallLimits } from "./call-limits.ts";
import { filterNames, type Filters, readFields, readFilters, readInteger } from "./filters.ts";
import { invalidRequest } from "./invalid-request.ts";
import { type CursorScope, readCursor, writeCursor } from "./page-cursor.ts";
import type { QueryContext } from "./query-context.ts";
import type { QueryError } from "./query-error.ts";
import { reading } from "./read.ts";
import { toTransfer } from "./to-transfer.ts";
import { fetchPage } from "./transfer-pages.ts";

/**
 * One page of transfers, newest first. Filters that the provider can't apply are applied here, so that a
 * page may be shorter than its limit, and even empty, while a `nextCursor` says that more may come.
 */
export function listTransfers(
  context: QueryContext,
  request?: ListTransfersRequest,
  options?: CallOptions,
): ResultAsync<TransferPage, QueryError> {
  const wanted = readRequest(context, request, options);
  if (wanted.isErr()) return errAsync(wanted.error);
  const { filters, limit, cursor, limits, scope } = wanted.value;
  return reading(context, limits, async (reader) => {
    const page = await fetchPage(context, reader, { filters, tell: toTransfer }, { cursor, limit });
    return page.map(({ transfers, nextCursor }) =>
      nextCursor === null ? { transfers } : { transfers, nextCursor: writeCursor(nextCursor, scope) },
    );
  });
}

interface WantedPage {
  readonly filters: Filters;
  readonly scope: CursorScope;
  readonly limit: number;
  readonly cursor: string | null;
  readonly limits: CallLimits;
}

function readRequest(
  context: QueryContext,
  request: unknown,
  options: unknown,
): Result<WantedPage, PayoutError<"INVALID_REQUEST">> {
  const issues: Issue[] = [];
  const { name, capabilities } = context.provider;
  const fields = readFields(request, [...filterNames, "status", "limit", "cursor"], issues);
  const filters = readFilters(fields, issues);
  const scope = { provider: name, namespace: context.namespace, filters };
  const limit = readInteger("limit", { least: 1, most: 100, byDefault: 100 }, fields["limit"], issues);
  const cursor = readCursorField(fields["cursor"], scope, issues);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  if (issues.length > 0) return err(invalidRequest(issues));
  return ok({ filters, scope, limit: Math.min(limit, capabilities.maxPageSize), cursor, limits });
}

function readCursorField(value: unknown, scope: CursorScope, issues: Issue[]): string | null {
  if (value === undefined) return null;
  const cursor = typeof value === "string" ? readCursor(value, scope) : null;
  if (cursor === null) {
    const message = `expected the nextCursor of a page with the same filters, or nothing; got ${describe(value)}`;
    issues.push({ path: "cursor", message });
  }
  return cursor;
}
