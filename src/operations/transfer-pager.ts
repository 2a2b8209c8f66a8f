import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import { invalidResponse } from "./check-answer.ts";
import type { Filters } from "./filters.ts";
import { LoopGuard } from "./loop-guard.ts";
import { RecentPages } from "./recent-pages.ts";
import type { FetchedPage, PageSpan } from "./transfer-pages.ts";

/** Fetches one page of the transfers that pass some filters; the cursor is the provider's, `null` for the first page. */
export type FetchTransfers<T> = (
  filters: Filters,
  cursor: string | null,
) => PromiseLike<Result<FetchedPage<T>, PayoutError<"API_ERROR">>>;

/** Turns the pages of all transfers that pass some filters, newest first, each transfer once. */
export class TransferPager<T extends { readonly id: string }> {
  readonly #fetch: FetchTransfers<T>;
  #filters: Filters;
  readonly #loops = new LoopGuard();
  readonly #recent = new RecentPages();
  #cursor: string | null = null;
  #isDone = false;
  #lastSpan: PageSpan | null = null;
  #oldestMs = Infinity;

  constructor(fetch: FetchTransfers<T>, filters: Filters) {
    this.#fetch = fetch;
    this.#filters = filters;
  }

  /** Whether the last page was turned. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Which transfers it gives. */
  get filters(): Filters {
    return this.#filters;
  }

  /** The time that the last page covered that had anything on it. */
  get lastSpan(): PageSpan | null {
    return this.#lastSpan;
  }

  /** When the oldest transfer was made that the provider gave so far, `Infinity` before there was any. */
  get oldestMs(): number {
    return this.#oldestMs;
  }

  /** Leaves out what was made before a time, which is at or before everything that was given so far. */
  narrow(fromMs: number): void {
    this.#filters = { ...this.#filters, fromMs };
  }

  /** The next page; it may be empty although more pages come. */
  async next(): Promise<Result<readonly T[], PayoutError<"API_ERROR">>> {
    const page = await this.#fetch(this.#filters, this.#cursor);
    if (page.isErr()) return err(page.error);
    const { transfers, nextCursor, span } = page.value;
    if (nextCursor !== null && this.#loops.closes(nextCursor)) {
      return err(invalidResponse("turns its pages in a circle"));
    }
    this.#cursor = nextCursor;
    this.#isDone = nextCursor === null;
    this.#lastSpan = span ?? this.#lastSpan;
    this.#oldestMs = Math.min(this.#oldestMs, span?.oldestMs ?? Infinity);
    return ok(this.#recent.takeNew(transfers, span));
  }
}
