import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { Transfer } from "../domain/transfer.ts";
import { invalidResponse } from "./check-answer.ts";
import type { Filters } from "./filters.ts";
import { LoopGuard } from "./loop-guard.ts";
import type { QueryContext } from "./query-context.ts";
import type { Reader } from "./read.ts";
import { RecentIds } from "./recent-ids.ts";
import { fetchPage } from "./transfer-pages.ts";

/** Turns the pages of all transfers that pass some filters, newest first, each transfer once. */
export class TransferPager {
  readonly #context: QueryContext;
  readonly #filters: Filters;
  readonly #loops = new LoopGuard();
  readonly #seen = new RecentIds();
  #cursor: string | null = null;
  #isDone = false;

  constructor(context: QueryContext, filters: Filters) {
    this.#context = context;
    this.#filters = filters;
  }

  /** Whether the last page was turned. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** The next page; it may be empty although more pages come. */
  async next(reader: Reader): Promise<Result<readonly Transfer[], PayoutError<"API_ERROR">>> {
    const limit = this.#context.provider.capabilities.maxPageSize;
    const page = await fetchPage(this.#context, reader, this.#filters, { cursor: this.#cursor, limit });
    if (page.isErr()) return err(page.error);
    const { transfers, nextCursor } = page.value;
    if (nextCursor !== null && this.#loops.closes(nextCursor)) {
      return err(invalidResponse("turns its pages in a circle"));
    }
    this.#cursor = nextCursor;
    this.#isDone = nextCursor === null;
    return ok(transfers.filter((transfer) => this.#seen.isNew(transfer.id)));
  }
}

/** Hands every transfer that passes the filters to a visitor, whose error ends it. */
export async function visitTransfers<E>(
  context: QueryContext,
  reader: Reader,
  filters: Filters,
  visit: (transfer: Transfer) => Result<void, E>,
): Promise<Result<void, E | PayoutError<"API_ERROR">>> {
  const pager = new TransferPager(context, filters);
  while (!pager.isDone) {
    const page = await pager.next(reader);
    if (page.isErr()) return err(page.error);
    for (const transfer of page.value) {
      const visited = visit(transfer);
      if (visited.isErr()) return visited;
    }
  }
  return ok(undefined);
}
