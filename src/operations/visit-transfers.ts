import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { Transfer } from "../domain/transfer.ts";
import type { Filters } from "./filters.ts";
import { type HistoryWindow, HistoryWindows } from "./history-windows.ts";
import type { QueryContext } from "./query-context.ts";
import type { Reader } from "./read.ts";
import { splitEvenly } from "./split-window.ts";
import { fetchPage } from "./transfer-pages.ts";

/**
 * Hands every transfer that passes the filters to a visitor, in no order, whose error ends it. Once it has ended,
 * nothing is being read any more.
 */
export async function visitTransfers<E>(
  context: QueryContext,
  reader: Reader,
  filters: Filters,
  visit: (transfer: Transfer) => Result<void, E>,
): Promise<Result<void, E | PayoutError<"API_ERROR">>> {
  const { maxPageSize: limit, windowStepMs: stepMs } = context.provider.capabilities;
  const windows = new HistoryWindows({
    fetch: (wanted, cursor) => fetchPage(context, reader, wanted, { cursor, limit }),
    filters,
    stepMs,
    split: splitEvenly,
  });
  let outcome: Result<void, E | PayoutError<"API_ERROR">> = ok(undefined);
  const turns = new Set<Promise<void>>();
  const turn = async (window: HistoryWindow): Promise<void> => {
    const page = await windows.turn(window);
    if (window.pager.isDone) windows.drop(window);
    if (outcome.isOk()) outcome = page.isErr() ? err(page.error) : visitAll(page.value, visit);
  };
  for (;;) {
    for (let window = windows.takeIdle(); window !== null && outcome.isOk(); window = windows.takeIdle()) {
      const turning = turn(window).finally(() => turns.delete(turning));
      turns.add(turning);
    }
    if (turns.size === 0) return outcome;
    await Promise.race(turns);
  }
}

function visitAll<E>(transfers: readonly Transfer[], visit: (transfer: Transfer) => Result<void, E>): Result<void, E> {
  for (const transfer of transfers) {
    const visited = visit(transfer);
    if (visited.isErr()) return visited;
  }
  return ok(undefined);
}
