import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import { describe } from "../domain/payout-request.ts";
import type { ReconcileFinding, ReconcileReport, ReconcileRequest } from "../domain/reconcile.ts";
import { readCallLimits } from "./call-limits.ts";
import type { OperationContext } from "./context.ts";
import { readFields, readFilters, readInteger } from "./filters.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { QueryError } from "./query-error.ts";
import { ReconcileRun, type ReconcileTerms } from "./reconcile-run.ts";

/**
 * Compares the store with the provider, both ways and exactly, in bounded memory. What the provider shows is a
 * fact, and unless `repair` is false the store takes note of it; nothing is sent, and no attempt is opened.
 */
export function reconcile(
  context: OperationContext,
  request?: ReconcileRequest,
  options?: CallOptions,
): ResultAsync<ReconcileReport, QueryError> {
  const terms = readTerms(context, request, options);
  return terms.isErr() ? errAsync(terms.error) : new ResultAsync(compare(context, terms.value));
}

async function compare(context: OperationContext, terms: ReconcileTerms): Promise<Result<ReconcileReport, QueryError>> {
  const account = await context.lifecycle.account();
  return account.isErr() ? err(account.error) : new ReconcileRun(context, account.value, terms).run();
}

const requestNames: readonly (keyof ReconcileRequest)[] = ["from", "to", "repair", "maxFindings", "onFinding"];

function readTerms(
  context: OperationContext,
  request: unknown,
  options: unknown,
): Result<ReconcileTerms, PayoutError<"INVALID_REQUEST">> {
  const issues: Issue[] = [];
  const { from, to, repair = true, maxFindings, onFinding } = readFields(request, requestNames, issues);
  const filters = readFilters({ from, to }, issues);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  const most = readInteger("maxFindings", { least: 0, most: 1_000_000, byDefault: 1000 }, maxFindings, issues);
  if (typeof repair !== "boolean") issues.push({ path: "repair", message: `expected true or false, got ${describe(repair)}` });
  if (onFinding !== undefined && typeof onFinding !== "function") {
    issues.push({ path: "onFinding", message: `expected a function, got ${describe(onFinding)}` });
  }
  if (issues.length > 0) return err(invalidRequest(issues));
  const tell = typeof onFinding === "function" ? (finding: ReconcileFinding): unknown => onFinding(finding) : () => undefined;
  return ok({ filters, limits, repair: repair === true, maxFindings: most, tell, mostRemembered: 100_000 });
}
