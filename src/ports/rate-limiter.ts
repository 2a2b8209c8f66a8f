import type { ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";

/** Reads and writes have limits of their own at most providers. */
export type RequestKind = "read" | "write";

/** Decides when the next request to a provider may start; one for all who share an account. */
export interface RateLimiter {
  /** Resolves when one request of that kind may start; fails if it can't be told, or on abort. */
  acquire(kind: RequestKind, signal?: AbortSignal): ResultAsync<void, PayoutError<"API_ERROR">>;
  /** The provider answered 429: everybody has to slow down, for so long if it said. */
  limited(kind: RequestKind, retryAfterMs?: number): void;
}
