import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue } from "../domain/errors.ts";
import type { SyncHistoryReport, SyncHistoryRequest } from "../domain/history.ts";
import { type CallLimits, readCallLimits } from "./call-limits.ts";
import { readFields, readFilters } from "./filters.ts";
import { HistorySync } from "./history-sync.ts";
import { invalidRequest } from "./invalid-request.ts";
import { type MirrorContext, scopeOf } from "./mirror.ts";
import type { QueryError } from "./query-error.ts";
import { reading } from "./read.ts";

/**
 * Mirrors what is new in the provider's history in the store, and reads a recent span of it again for what has
 * changed. The limits are for each stretch of time. Several processes may do so at once.
 */
export function syncHistory(
  context: MirrorContext,
  request?: SyncHistoryRequest,
  options?: CallOptions,
): ResultAsync<SyncHistoryReport, QueryError> {
  const issues: Issue[] = [];
  const { from } = readFields(request, ["from"], issues);
  const { fromMs } = readFilters({ from }, issues);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  if (context.store.history === undefined) issues.push(noHistory);
  return issues.length > 0 ? errAsync(invalidRequest(issues)) : new ResultAsync(sync(context, fromMs, limits));
}

async function sync(
  context: MirrorContext,
  againFromMs: number | null,
  limits: CallLimits,
): Promise<Result<SyncHistoryReport, QueryError>> {
  const { history } = context.store;
  if (history === undefined) return err(invalidRequest([noHistory]));
  const startedAtMs = context.clock.now();
  const known = await reading(context, limits, async (reader) => {
    const identity = await reader.wait(() => context.identify());
    if (identity.isErr()) return err(identity.error);
    const covered = await reader.wait(() => history.coveredMs(scopeOf(context, identity.value)));
    return covered.map((coveredMs) => ({ identity: identity.value, coveredMs }));
  });
  if (known.isErr()) return err(known.error);
  const { identity, coveredMs } = known.value;
  const fromMs = coveredMs === null ? null : Math.min(coveredMs, againFromMs ?? coveredMs - rereadMs);
  const run = new HistorySync(context, history, { identity, limits, startedAtMs, coveredMs, fromMs });
  const done = await run.run();
  if (done.isErr() && limits.signal?.aborted !== true) return err(done.error);
  return ok(run.report());
}

const noHistory: Issue = {
  path: "store",
  message: "this store keeps no history; use SQLite or Postgres, or ask the provider",
};

/** What changed in the last week is seen without anybody telling of it. */
const rereadMs = 7 * 86_400_000;
