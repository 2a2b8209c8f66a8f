import type { ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { RequestKind } from "../ports/rate-limiter.ts";

/** The gate that every request to a provider passes: so many at once, and so many a second. */
export interface Pacer {
  /** Waits for a place on the wire and for the rate's leave; fails if the signal is aborted first. */
  enter(kind: RequestKind, signal?: AbortSignal): ResultAsync<Permit, PayoutError<"API_ERROR">>;
}

/** One place on the wire. */
export interface Permit {
  /** Gives the place back once the request was answered. */
  leave(): void;
  /** Gives it back and makes everybody slow down, because the answer was 429. */
  leaveLimited(retryAfterMs?: number): void;
}
