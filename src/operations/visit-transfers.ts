import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { Filters } from "./filters.ts";
import { FreeLanes } from "./free-lanes.ts";
import { type HistoryWindow, HistoryWindows } from "./history-windows.ts";
import type { QueryContext } from "./query-context.ts";
import type { Reader } from "./read.ts";
import { splitEvenly } from "./split-window.ts";
import { fetchPage, type Wanted } from "./transfer-pages.ts";
import type { FetchTransfers } from "./transfer-pager.ts";

/**
 * Hands every transfer that is wanted to a visitor, in no order, whose error ends it. Once it has ended, nothing is
 * being read any more.
 */
export function visitTransfers<T extends { readonly id: string }, E>(
  context: QueryContext,
  reader: Reader,
  { filters, tell }: Wanted<T>,
  visit: (transfer: T) => Result<void, E>,
): Promise<Result<void, E | PayoutError<"API_ERROR">>> {
  const { maxPageSize: limit, windowStepMs: stepMs } = context.provider.capabilities;
  const fetch: FetchTransfers<T> = (span, cursor) => fetchPage(context, reader, { filters: span, tell }, { cursor, limit });
  return visitPages({ fetch, filters, stepMs }, visit);
}

/** Which pages are read, and how finely the provider tells their times apart, milliseconds. */
interface Pages<T> {
  readonly fetch: FetchTransfers<T>;
  readonly filters: Filters;
  readonly stepMs: number | undefined;
}

/** Does the same with whatever the pages hold. */
export async function visitPages<T extends { readonly id: string }, E>(
  pages: Pages<T>,
  visit: (entry: T) => Result<void, E>,
): Promise<Result<void, E | PayoutError<"API_ERROR">>> {
  const windows = new HistoryWindows({ ...pages, split: splitEvenly });
  let outcome: Result<void, E | PayoutError<"API_ERROR">> = ok(undefined);
  const turn = async (window: HistoryWindow<T>): Promise<void> => {
    const page = await windows.turn(window);
    if (window.pager.isDone) windows.drop(window);
    if (outcome.isOk()) outcome = page.isErr() ? err(page.error) : visitAll(page.value, visit);
  };
  const turns = new FreeLanes(() => Infinity);
  const readOn = (): void => {
    for (let window = windows.takeIdle(); window !== null && outcome.isOk(); window = windows.takeIdle()) turns.take(turn(window).then(readOn));
  };
  readOn();
  await turns.whenIdle();
  return outcome;
}

function visitAll<T, E>(entries: readonly T[], visit: (entry: T) => Result<void, E>): Result<void, E> {
  for (const entry of entries) {
    const visited = visit(entry);
    if (visited.isErr()) return visited;
  }
  return ok(undefined);
}
