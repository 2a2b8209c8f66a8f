import { type Result, ResultAsync, err, errAsync, ok, okAsync } from "neverthrow";
import { apiError } from "../../domain/api-error.ts";
import { demandOptions } from "../../domain/options.ts";
import type { RateLimit } from "../../domain/rate-limit.ts";
import { type Clock, systemClock } from "../../ports/clock.ts";
import { completeClock } from "../../ports/complete-clock.ts";
import type { StoreFailure } from "../../ports/payout-store.ts";
import type { RateLimiter, RequestKind } from "../../ports/rate-limiter.ts";
import { type PostgresPool, runStatement } from "./postgres-database.ts";
import { createLimits, pushForward } from "./rate-limiter-statements.ts";
import { SlotBook } from "./slot-book.ts";

/** What a rate for many machines is made of. */
export interface PostgresRateLimiterOptions {
  /** Anything with `query(text, values)`, such as `pg.Pool`. */
  readonly pool: PostgresPool;
  /** Requests a second of each kind that all processes may start together. */
  readonly perSecond: number;
  /** Those who share an account at the provider share a name; `default` by default. */
  readonly name?: string | undefined;
  /** The schema of the table, `public` by default; it is created if it isn't there. */
  readonly schema?: string | undefined;
  /** How many requests a process reserves at once at most; by default what fits into 40 ms. */
  readonly block?: number | undefined;
  /** Where time comes from; the machine's own clock by default. The rate itself is counted by the database's. */
  readonly clock?: Clock | undefined;
}

/**
 * One rate for any number of processes: a row in Postgres holds when the next request may start, by the database's
 * clock, and each process reserves a few places at a time, as many as it has use for. After a 429 for the rate the
 * row is pushed forward, so that all of them wait, and the rate is halved and comes back within seconds; a 429 for too
 * many requests at once changes nothing here. A process that dies wastes what it had reserved, less than a tenth of a
 * second.
 *
 * `acquire` fails with `API_ERROR`, reason `store_unavailable` if the database doesn't answer, and `aborted`. A wrong
 * option throws a `TypeError`.
 *
 * @example
 * const client = new PayoutClient({ provider, store, rate: postgresRateLimiter({ pool, perSecond: 100 }) });
 */
export function postgresRateLimiter(options: PostgresRateLimiterOptions): RateLimiter {
  demandOptions("postgresRateLimiter", options, optionNames);
  return new PostgresRateLimiter(options);
}

const optionNames = ["pool", "perSecond", "name", "schema", "block", "clock"] satisfies (keyof PostgresRateLimiterOptions)[];

class PostgresRateLimiter implements RateLimiter {
  readonly #pool: PostgresPool;
  readonly #schema: string;
  readonly #name: string;
  readonly #clock: Required<Clock>;
  readonly #books: Readonly<Record<RequestKind, SlotBook>>;
  #setUp: ResultAsync<void, StoreFailure> | null = null;

  constructor({ pool, perSecond, name = "default", schema = "public", block, clock }: PostgresRateLimiterOptions) {
    demand(typeof pool?.query === "function", "pool", "anything with query(text, values)");
    demand(Number.isFinite(perSecond) && perSecond > 0, "perSecond", "a number above 0");
    demand(block === undefined || (Number.isSafeInteger(block) && block >= 1), "block", "a whole number of at least 1");
    this.#pool = pool;
    this.#schema = schema;
    this.#name = name;
    this.#clock = clock === undefined ? systemClock : completeClock(clock);
    const most = block ?? Math.min(100, Math.max(1, Math.round(perSecond / 25)));
    const terms = { pool, schema, name, clock: this.#clock, betweenMs: 1000 / (perSecond * caution), most };
    this.#books = { read: new SlotBook({ ...terms, kind: "read" }), write: new SlotBook({ ...terms, kind: "write" }) };
  }

  acquire(kind: RequestKind, signal?: AbortSignal): ResultAsync<void, StoreFailure> {
    if (signal?.aborted === true) return errAsync(abortedWaiting());
    return this.#setUpOnce().andThen(() => new ResultAsync(this.#wait(kind, signal)));
  }

  limited(kind: RequestKind, retryAfterMs = 0, limit: RateLimit = "rate"): void {
    const isTooFast = limit === "rate" || limit === "endpoint_rate";
    // Too many at once says nothing of the rate; whoever sent them takes fewer places.
    if (!isTooFast && retryAfterMs <= 0) return;
    this.#books[kind].drop();
    const pauseMs = Math.min(longestPauseMs, Math.max(shortestPauseMs, retryAfterMs)) + this.#clock.random() * jitterMs;
    const statement = { text: pushForward(this.#schema), values: [this.#name, kind, pauseMs, String(isTooFast)], writes: false };
    // If the database can't be told, the next 429 tells it.
    void runStatement(this.#pool, statement);
  }

  async #wait(kind: RequestKind, signal: AbortSignal | undefined): Promise<Result<void, StoreFailure>> {
    for (;;) {
      const slot = await this.#books[kind].take(signal);
      if (slot.isErr()) return err(slot.error);
      if (slot.value !== null && (await slot.value.begins(signal))) return ok(undefined);
      if (signal?.aborted === true) return err(abortedWaiting());
    }
  }

  /** After a failure the next call tries again. */
  #setUpOnce(): ResultAsync<void, StoreFailure> {
    this.#setUp ??= createAll(this.#pool, createLimits(this.#schema)).orTee(() => {
      this.#setUp = null;
    });
    return this.#setUp;
  }
}

// Requests leave a little after their place began, and more of them than the rate must not meet in one second.
const caution = 0.97;
const shortestPauseMs = 250;
const longestPauseMs = 300_000;
const jitterMs = 100;

function createAll(pool: PostgresPool, texts: readonly string[]): ResultAsync<void, StoreFailure> {
  const start: ResultAsync<unknown, StoreFailure> = okAsync(undefined);
  return texts
    .reduce((before, text) => before.andThen(() => createOne(pool, text)), start)
    .map(() => undefined);
}

/** Two processes that create the same thing at once may meet in the catalog; then it is there. */
function createOne(pool: PostgresPool, text: string): ResultAsync<unknown, StoreFailure> {
  const statement = { text, writes: false };
  return runStatement(pool, statement).orElse(() => runStatement(pool, statement));
}

function abortedWaiting(): StoreFailure {
  return apiError("aborted", "not_created", "the call was aborted while it waited for its turn; nothing was sent");
}

function demand(holds: boolean, option: string, expected: string): void {
  if (!holds) throw new TypeError(`postgresRateLimiter: ${option}: expected ${expected}`);
}
