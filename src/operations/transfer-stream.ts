import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { Transfer } from "../domain/transfer.ts";
import type { CallLimits } from "./call-limits.ts";
import type { Filters } from "./filters.ts";
import { type HistoryWindow, HistoryWindows } from "./history-windows.ts";
import type { QueryContext } from "./query-context.ts";
import { reading } from "./read.ts";
import { isLong, splitNearby } from "./split-window.ts";
import { toTransfer } from "./to-transfer.ts";
import { fetchPage } from "./transfer-pages.ts";

type Page = readonly Transfer[];
type ApiError = PayoutError<"API_ERROR">;

/**
 * The pages of all transfers that pass some filters, newest first, each transfer once. From the second page on the
 * next ones are read ahead side by side, a bounded number of them. The limits are for each page.
 */
export class TransferStream {
  readonly #windows: HistoryWindows<Transfer>;
  /** Pages that were read and not asked for yet. */
  readonly #ahead = new Map<HistoryWindow<Transfer>, Page[]>();
  /** Windows whose last page is among those. */
  readonly #whole = new Set<HistoryWindow<Transfer>>();
  readonly #stop = new AbortController();
  readonly #callerSignal: AbortSignal | undefined;
  #held = 0;
  #readsAhead = false;
  #failure: ApiError | null = null;
  #wake: () => void = () => undefined;

  constructor(context: QueryContext, filters: Filters, { signal, timeoutMs }: CallLimits) {
    const { maxPageSize: limit, windowStepMs: stepMs } = context.provider.capabilities;
    const limits = { signal: this.#stop.signal, timeoutMs };
    this.#windows = new HistoryWindows({
      fetch: (wanted, cursor) => reading(context, limits, (reader) => fetchPage(context, reader, { filters: wanted, tell: toTransfer }, { cursor, limit })),
      filters,
      stepMs,
      split: splitNearby,
      mayRead: (window) => this.#mayRead(window),
    });
    this.#callerSignal = signal;
    if (signal?.aborted === true) this.#onAbort();
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Whether the last page was given. */
  get isDone(): boolean {
    return this.#windows.first === null;
  }

  /** The next page; it may be empty although more pages come. After an error there are none. */
  async next(): Promise<Result<Page, ApiError>> {
    for (;;) {
      if (this.#failure !== null) return err(this.#failure);
      const page = this.#takePage();
      if (page !== null) return ok(page);
      this.#readOn();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Ends what is being read ahead; for a reader who doesn't want the rest. */
  close(): void {
    this.#callerSignal?.removeEventListener("abort", this.#onAbort);
    this.#stop.abort();
  }

  readonly #onAbort = (): void => this.#stop.abort(this.#callerSignal?.reason);

  #takePage(): Page | null {
    const { first } = this.#windows;
    if (first === null) return [];
    const page = this.#ahead.get(first)?.shift();
    if (page === undefined) return null;
    this.#held -= 1;
    this.#dropRead();
    if (this.isDone) this.close();
    // Who asks for one page alone shouldn't cost more than that.
    if (this.#readsAhead) this.#readOn();
    this.#readsAhead = true;
    return page;
  }

  /** Lets go of the newest windows that were given whole. */
  #dropRead(): void {
    for (let { first } = this.#windows; first !== null && this.#whole.has(first); first = this.#windows.first) {
      if ((this.#ahead.get(first)?.length ?? 0) > 0) return;
      this.#ahead.delete(first);
      this.#whole.delete(first);
      this.#windows.drop(first);
    }
  }

  #readOn(): void {
    for (let window = this.#windows.takeIdle(); window !== null; window = this.#windows.takeIdle()) void this.#turn(window);
  }

  /** What is far ahead waits, and leaves the room to what comes before it. */
  #mayRead(window: HistoryWindow<Transfer>): boolean {
    if (window === this.#windows.first) return true;
    const isPart = window.rest === null || !isLong(window.rest);
    return isPart && this.#held < mostHeld && this.#heldUntil(window) < mostHeldAhead;
  }

  /** The pages that wait up to a window. */
  #heldUntil(window: HistoryWindow<Transfer>): number {
    let pages = 0;
    for (const other of this.#windows.all) {
      pages += this.#ahead.get(other)?.length ?? 0;
      if (other === window) break;
    }
    return pages;
  }

  async #turn(window: HistoryWindow<Transfer>): Promise<void> {
    const page = await this.#windows.turn(window);
    if (page.isErr()) {
      this.#failure ??= page.error;
      this.close();
    } else {
      const pages = this.#ahead.get(window) ?? [];
      pages.push(page.value);
      this.#ahead.set(window, pages);
      if (window.pager.isDone) this.#whole.add(window);
      this.#held += 1;
      if (this.#readsAhead && !this.#stop.signal.aborted) this.#readOn();
    }
    this.#wake();
  }
}

/** How many pages may wait for the reader before one is read ahead, and in all. */
const mostHeldAhead = 64;
const mostHeld = 256;
