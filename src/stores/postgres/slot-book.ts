import { type Result, err, ok } from "neverthrow";
import { apiError } from "../../domain/api-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { StoreFailure } from "../../ports/payout-store.ts";
import type { RequestKind } from "../../ports/rate-limiter.ts";
import type { SqlRow } from "../sql/codec.ts";
import { type PostgresPool, runStatement } from "./postgres-database.ts";
import { ClockOffset } from "./clock-offset.ts";
import { reserve } from "./rate-limiter-statements.ts";

/** What a {@link SlotBook} works with. */
export interface SlotBookTerms {
  readonly pool: PostgresPool;
  readonly schema: string;
  readonly name: string;
  readonly kind: RequestKind;
  readonly clock: Required<Clock>;
  /** Milliseconds between two requests at the full rate. */
  readonly betweenMs: number;
  /** How many places are reserved at once at most. */
  readonly most: number;
}

/** A place in the row of requests. */
export interface Slot {
  /** Waits until it begins; false if the place is void: it was dropped, is too long ago, or the signal was aborted. */
  begins(signal: AbortSignal | undefined): Promise<boolean>;
}

/**
 * The places that this process has reserved, first come, first served. While somebody waits for one, it reserves the next
 * few when those before are nearly all about to begin: early enough that the row of places has no gap, and not so early
 * that a process which stands still for a while has many that would all begin too late.
 */
export class SlotBook {
  readonly #terms: SlotBookTerms;
  #slots: BookedSlot[] = [];
  /** Places that haven't begun, whether somebody waits for them or not. */
  #ahead = 0;
  #asking = 0;
  #reserving: Promise<Result<void, StoreFailure>> | null = null;
  #wake: (() => void)[] = [];
  readonly #offset = new ClockOffset();
  /** Ends the waits for places that a 429 has made void. */
  #void = new AbortController();

  constructor(terms: SlotBookTerms) {
    this.#terms = terms;
  }

  /** The next place; `null` if the signal was aborted. */
  async take(signal: AbortSignal | undefined): Promise<Result<Slot | null, StoreFailure>> {
    const ring = (): void => this.#ring();
    signal?.addEventListener("abort", ring, { once: true });
    this.#asking += 1;
    try {
      while (this.#slots.length === 0) {
        if (signal?.aborted === true) return ok(null);
        if (this.#reserving === null && this.#ahead > this.#terms.most) await this.#somethingBegins();
        else {
          const reserved = await (this.#reserving ??= this.#reserve());
          if (reserved.isErr()) return err(reserved.error);
        }
      }
      return ok(this.#slots.shift() ?? null);
    } finally {
      this.#asking -= 1;
      signal?.removeEventListener("abort", ring);
    }
  }

  /** Forgets all places: the provider said that it is too fast. */
  drop(): void {
    this.#ahead -= this.#slots.length;
    this.#slots = [];
    this.#void.abort(dropped);
    this.#void = new AbortController();
    this.#ring();
  }

  async #reserve(): Promise<Result<void, StoreFailure>> {
    const { pool, schema, name, kind, clock, betweenMs, most } = this.#terms;
    const voided = this.#void.signal;
    // Those who ask in the same turn are counted too.
    await clock.turn();
    const count = Math.max(1, Math.min(most, this.#asking));
    const values = [name, kind, count, betweenMs];
    const askedMs = clock.monotonic();
    const answer = await runStatement(pool, { text: reserve(schema), values, writes: false });
    this.#reserving = null;
    return answer.andThen(([row]) => readReservation(row)).map(({ firstAtMs, nowMs, apartMs }) => {
      const firstMs = firstAtMs + this.#offset.learn(askedMs - nowMs, clock.monotonic() - nowMs);
      this.#ahead += count;
      for (let place = 0; place < count; place += 1) {
        this.#slots.push(new BookedSlot(clock, firstMs + place * apartMs, voided, () => this.#hasBegun()));
      }
    });
  }

  #somethingBegins(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #hasBegun(): void {
    this.#ahead -= 1;
    this.#ring();
  }

  #ring(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) resolve();
  }
}

class BookedSlot implements Slot {
  readonly #clock: Required<Clock>;
  readonly #atMs: number;
  readonly #void: AbortSignal;
  readonly #onBegin: () => void;

  constructor(clock: Required<Clock>, atMs: number, voided: AbortSignal, onBegin: () => void) {
    this.#clock = clock;
    this.#atMs = atMs;
    this.#void = voided;
    this.#onBegin = onBegin;
  }

  async begins(signal: AbortSignal | undefined): Promise<boolean> {
    const stop = signal === undefined ? this.#void : AbortSignal.any([signal, this.#void]);
    for (let leftMs = this.#leftMs(); leftMs > 0 && !stop.aborted; leftMs = this.#leftMs()) {
      await this.#clock.sleep(Math.ceil(leftMs), stop);
    }
    this.#onBegin();
    // A place that is used much too late would meet the next ones in the same second.
    return !stop.aborted && this.#leftMs() > -latestMs;
  }

  #leftMs(): number {
    return this.#atMs - this.#clock.monotonic();
  }
}

const latestMs = 50;
const dropped = "the rate was limited";

interface Reservation {
  /** When the first place begins, and when that was said, by the database's clock. */
  readonly firstAtMs: number;
  readonly nowMs: number;
  readonly apartMs: number;
}

function readReservation(row: SqlRow | undefined): Result<Reservation, StoreFailure> {
  const [firstAtMs, nowMs, apartMs] = [Number(row?.["first_ms"]), Number(row?.["now_ms"]), Number(row?.["between_ms"])];
  if ([firstAtMs, nowMs, apartMs].every(Number.isFinite)) return ok({ firstAtMs, nowMs, apartMs });
  return err(apiError("store_unavailable", "not_created", "Postgres gave an answer that can't be read; check the pool"));
}
