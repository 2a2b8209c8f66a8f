import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import { type TotalPaid, type TotalPaidRequest, withAsOf } from "../domain/history.ts";
import { MoneyTotals } from "../domain/money.ts";
import { movedMoney } from "../domain/transfer.ts";
import type { HistorySums } from "../ports/transfer-history.ts";
import { readCallLimits } from "./call-limits.ts";
import { filterNames, type Filters, readFields, readFilters } from "./filters.ts";
import { invalidRequest } from "./invalid-request.ts";
import { type MirrorContext, patientReader, readHistorySource, sumFromStore } from "./mirror.ts";
import type { QueryError } from "./query-error.ts";
import { type Reader, reading } from "./read.ts";
import { sumTooLarge } from "./sum-too-large.ts";
import { asProvided } from "./to-transfer.ts";
import { visitTransfers } from "./visit-transfers.ts";

/**
 * What was paid, net of reversals: one entry for each currency in which money moved, sorted by currency.
 * A sum that no number can hold exactly is `INVALID_REQUEST`.
 */
export function getTotalPaid(
  context: MirrorContext,
  request?: TotalPaidRequest,
  options?: CallOptions,
): ResultAsync<TotalPaid, QueryError> {
  const issues: Issue[] = [];
  const fields = readFields(request, [...filterNames, "history"], issues);
  const filters = readFilters(fields, issues);
  const history = readHistorySource(fields["history"], issues);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  if (issues.length > 0) return errAsync(invalidRequest(issues));
  const isMirrored = history === "store" && context.store.history !== undefined;
  const patient = isMirrored ? patientReader(limits) : null;
  if (patient !== null) return new ResultAsync(totalFromStore(context, patient, filters));
  return reading<TotalPaid, QueryError>(context, limits, (reader) =>
    isMirrored ? totalFromStore(context, reader, filters) : totalFromProvider(context, reader, filters),
  );
}

async function totalFromStore(context: MirrorContext, reader: Pick<Reader, "wait">, filters: Filters): Promise<Result<TotalPaid, QueryError>> {
  const sums = await sumFromStore(context, reader, { ...filters, top: 0, days: false });
  return sums.andThen((told) => totalOf(told ?? { currencies: [], coveredMs: context.clock.now() }));
}

async function totalFromProvider(context: MirrorContext, reader: Reader, filters: Filters): Promise<Result<TotalPaid, QueryError>> {
  const startedAtMs = context.clock.now();
  const totals = new MoneyTotals();
  const visited = await visitTransfers(context, reader, { filters, tell: asProvided }, ({ status, amount, amountReversed, currency }) => {
    if (!movedMoney(status)) return ok(undefined);
    const added = totals.add({ amount: amount - amountReversed, currency });
    return added.isErr() ? err(sumTooLarge()) : ok(undefined);
  });
  return visited.map(() => withAsOf(totals.toMoney(), startedAtMs));
}

function totalOf({ currencies, coveredMs }: HistorySums): Result<TotalPaid, PayoutError<"INVALID_REQUEST">> {
  const totals = new MoneyTotals();
  for (const { currency, count, gross, reversed } of currencies) {
    if (count === 0) continue;
    const added = totals.add({ amount: Number(gross - reversed), currency });
    if (added.isErr()) return err(sumTooLarge());
  }
  return ok(withAsOf(totals.toMoney(), coveredMs));
}
