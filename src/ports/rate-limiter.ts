import type { ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { RateLimit } from "../domain/rate-limit.ts";

/** Reads and writes have limits of their own at most providers. */
export type RequestKind = "read" | "write";

/** Decides when the next request to a provider may start; one for all who share an account. */
export interface RateLimiter {
  /** Resolves when one request of that kind may start; fails if it can't be told, or on abort. */
  acquire(kind: RequestKind, signal?: AbortSignal): ResultAsync<void, PayoutError<"API_ERROR">>;
  /**
   * The provider answered 429: everybody has to slow down, for so long if it said, and by the limit that it named.
   * An `object` limit concerns that one payout and nobody else, so it isn't told here.
   */
  limited(kind: RequestKind, retryAfterMs?: number, limit?: RateLimit): void;
}
