import { err, ok, ResultAsync, type Result } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { RateLimiter, RequestKind } from "../ports/rate-limiter.ts";
import { abortedInQueue } from "./aborted.ts";
import type { LimitSaid, Pacer, Permit } from "./pacer.ts";
import { aborted, untilAborted } from "./until-aborted.ts";

/** A pacer that takes its places from another one and its rate from the application's own limiter. */
export function limitedPacer(places: Pacer, limiter: RateLimiter): Pacer {
  const enter: Pacer["enter"] = (kind, signal) =>
    places.enter(kind, signal).andThen((permit) =>
      new ResultAsync(acquire(limiter, kind, signal))
        .map(() => limitedPermit(permit, limiter, kind))
        .orTee(() => permit.leave()),
    );
  return {
    enter,
    soon: (kind) => places.soon(kind),
    // The limiter knows of no patience, but the places do.
    get patient() {
      return places === places.patient ? this : limitedPacer(places.patient, limiter);
    },
  };
}

async function acquire(
  limiter: RateLimiter,
  kind: RequestKind,
  signal: AbortSignal | undefined,
): Promise<Result<void, PayoutError<"API_ERROR">>> {
  try {
    const result = await untilAborted(limiter.acquire(kind, signal), signal);
    if (result === aborted) return err(abortedInQueue());
    return result.isErr() ? err(result.error) : ok(undefined);
  } catch (cause) {
    return err(limiterFailed(cause));
  }
}

function limitedPermit(permit: Permit, limiter: RateLimiter, kind: RequestKind): Permit {
  const leaveLimited = (said: LimitSaid = {}): void => {
    const { retryAfterMs, limit } = said;
    try {
      if (limit !== "object") limiter.limited(kind, retryAfterMs, limit);
    } catch {
      // The request was answered; a limiter that can't be told so changes nothing about it.
    }
    // The rate is the limiter's affair; the places are learnt here.
    if (limit === "concurrency" || limit === "endpoint_concurrency") permit.leaveLimited({ limit });
    else permit.leave();
  };
  return { leave: () => permit.leave(), leaveLimited };
}

function limiterFailed(cause: unknown): PayoutError<"API_ERROR"> {
  const message = "the rate limiter threw instead of answering; nothing was sent";
  return apiError("unavailable", "not_created", message, { cause });
}
