import { errAsync, ok, type ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue } from "../domain/errors.ts";
import { type Money, MoneyTotals } from "../domain/money.ts";
import type { TransferFilters } from "../domain/transfer-page.ts";
import { movedMoney } from "../domain/transfer.ts";
import { readCallLimits } from "./call-limits.ts";
import { readFields, readFilters } from "./filters.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { QueryContext } from "./query-context.ts";
import type { QueryError } from "./query-error.ts";
import { reading } from "./read.ts";
import { sumTooLarge } from "./sum-too-large.ts";
import { visitTransfers } from "./visit-transfers.ts";

/**
 * What was paid, net of reversals: one entry for each currency in which money moved, sorted by currency.
 * A sum that no number can hold exactly is `INVALID_REQUEST`.
 */
export function getTotalPaid(
  context: QueryContext,
  request?: TransferFilters,
  options?: CallOptions,
): ResultAsync<Money[], QueryError> {
  const issues: Issue[] = [];
  const filters = readFilters(readFields(request, issues), issues);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  if (issues.length > 0) return errAsync(invalidRequest(issues));
  return reading(context, limits, async (reader) => {
    const totals = new MoneyTotals();
    const visited = await visitTransfers(context, reader, filters, ({ status, amount, amountReversed, currency }) =>
      movedMoney(status) ? totals.add({ amount: amount - amountReversed, currency }).mapErr(sumTooLarge) : ok(undefined),
    );
    return visited.map(() => totals.toMoney());
  });
}
