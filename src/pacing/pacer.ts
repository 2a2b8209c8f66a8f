import type { ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { RateLimit } from "../domain/rate-limit.ts";
import type { RequestKind } from "../ports/rate-limiter.ts";

/** The gate that every request to a provider passes: so many at once, and so many a second. */
export interface Pacer {
  /** Waits for a place on the wire and for the rate's leave; fails if the signal is aborted first. */
  enter(kind: RequestKind, signal?: AbortSignal): ResultAsync<Permit, PayoutError<"API_ERROR">>;
  /** The same gate for work that can wait, such as a batch: whoever comes by the other way goes first, mostly. */
  readonly patient: Pacer;
  /** How many requests of a kind are sure to have their turn within a few seconds if all come now; 1 or more. */
  soon(kind: RequestKind): number;
}

/** One place on the wire. */
export interface Permit {
  /** Gives the place back once the request was answered. */
  leave(): void;
  /** Gives it back because the answer was 429, so that everybody whom that limit concerns slows down. */
  leaveLimited(said?: LimitSaid): void;
}

/** What an answer of 429 says. */
export interface LimitSaid {
  readonly retryAfterMs?: number | undefined;
  /** Without one, it is taken for the rate of the account. */
  readonly limit?: RateLimit | undefined;
}
