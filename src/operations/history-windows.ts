import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { Filters } from "./filters.ts";
import type { SplitWindow, WindowRest } from "./split-window.ts";
import { type FetchTransfers, TransferPager } from "./transfer-pager.ts";

/** What is read has an id by which it comes once. */
interface HasId {
  readonly id: string;
}

/** How history is read in windows. */
export interface WindowTerms<T extends HasId> {
  readonly fetch: FetchTransfers<T>;
  readonly filters: Filters;
  /** How finely the provider tells times apart, milliseconds; without it there is one window alone. */
  readonly stepMs: number | undefined;
  readonly split: SplitWindow;
  /** Whether a window may be read on now; any may, if it is left out. */
  readonly mayRead?: ((window: HistoryWindow<T>) => boolean) | undefined;
}

/** A span of time whose transfers are read page after page. */
export interface HistoryWindow<T extends HasId> {
  readonly pager: TransferPager<T>;
  /** What is left of it, `null` before its first page and where the provider can't be read in windows. */
  rest: WindowRest | null;
  isReading: boolean;
}

/**
 * The windows of time in which a history is read side by side, newest first. There is one at first. Whenever one of
 * them turns out to hold more than a page, and not all readers have work, what is left of it is cut up: so windows
 * become narrow where transfers are dense. No two of them overlap, and within one the provider's own order and
 * cursor hold, so that together they give what a single pass would; what arrives meanwhile is newer than the
 * first page and comes in none of them.
 *
 * A window costs at most one page that isn't full, and for each page that was full one more may be opened.
 */
export class HistoryWindows<T extends HasId> {
  readonly #terms: WindowTerms<T>;
  readonly #windows: HistoryWindow<T>[];
  /** Windows that may still be opened. */
  #credit = 0;

  constructor(terms: WindowTerms<T>) {
    this.#terms = terms;
    this.#windows = [this.#open(terms.filters)];
  }

  /** The newest window, `null` if there is none left. */
  get first(): HistoryWindow<T> | null {
    return this.#windows[0] ?? null;
  }

  /** All that are left, newest first. */
  get all(): readonly HistoryWindow<T>[] {
    return this.#windows;
  }

  /** Takes the newest window that may be read and isn't being read; one that has to wait is cut up if there is no other. */
  takeIdle(): HistoryWindow<T> | null {
    const idle = this.#findIdle();
    if (idle !== null) return idle;
    const waiting = this.#windows.find((window) => !window.isReading && !window.pager.isDone);
    if (waiting !== undefined) this.#split(waiting);
    return this.#findIdle();
  }

  /** Forgets a window. */
  drop(window: HistoryWindow<T>): void {
    this.#windows.splice(this.#windows.indexOf(window), 1);
  }

  /** Turns a page of a window, and cuts the window up where that helps. */
  async turn(window: HistoryWindow<T>): Promise<Result<readonly T[], PayoutError<"API_ERROR">>> {
    window.isReading = true;
    const page = await window.pager.next();
    window.isReading = false;
    if (page.isErr()) return err(page.error);
    if (!window.pager.isDone) {
      this.#credit += 1;
      window.rest = this.#restOf(window.pager);
      this.#split(window);
    }
    return ok(page.value);
  }

  #findIdle(): HistoryWindow<T> | null {
    return this.#windows.find((window) => !window.isReading && this.#isUnread(window)) ?? null;
  }

  #isUnread(window: HistoryWindow<T>): boolean {
    return !window.pager.isDone && (this.#terms.mayRead?.(window) ?? true);
  }

  #restOf({ lastSpan, oldestMs, filters }: TransferPager<T>): WindowRest | null {
    const { stepMs } = this.#terms;
    if (stepMs === undefined || lastSpan === null) return null;
    return { fromMs: filters.fromMs, oldestMs, pageMs: Math.max(stepMs, lastSpan.newestMs - lastSpan.oldestMs), stepMs };
  }

  #split(window: HistoryWindow<T>): void {
    const { pager, rest } = window;
    const unread = this.#windows.filter((other) => other.isReading || this.#isUnread(other)).length;
    const most = Math.min(mostWindows - unread, this.#credit);
    if (rest === null || most < 1) return;
    const others = this.#windows.flatMap((other) => (other === window || other.rest === null || other.pager.isDone ? [] : [other.rest]));
    const edges = this.#terms.split(rest, most, others);
    const [newestMs] = edges;
    if (newestMs === undefined) return;
    const { filters } = pager;
    const older = edges.map((toMs, index) => this.#open({ ...filters, fromMs: edges[index + 1] ?? filters.fromMs, toMs }));
    this.#windows.splice(this.#windows.indexOf(window) + 1, 0, ...older);
    this.#credit -= older.length;
    pager.narrow(newestMs);
    window.rest = { ...rest, fromMs: newestMs };
  }

  #open(filters: Filters): HistoryWindow<T> {
    return { pager: new TransferPager(this.#terms.fetch, filters), rest: null, isReading: false };
  }
}

/**
 * How many windows are read at once at most; the pacer decides how many requests of them start. A provider that lets
 * a hundred a second through and takes a quarter of a second for each has work for as many.
 */
const mostWindows = 24;
