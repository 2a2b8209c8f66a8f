import { type ResultAsync, errAsync } from "neverthrow";
import { PayoutError } from "../../domain/errors.ts";
import type { StoreFailure } from "../../ports/payout-store.ts";

/** What a store's failure is made of. */
export interface StoreFailureInit {
  /** What was wrong, where, and what to do. */
  readonly message: string;
  /** `unknown` if a write may have been kept all the same; the default is `not_created`. */
  readonly outcome?: "not_created" | "unknown";
  /** Whether the same call may succeed later; the default is that it may. */
  readonly retryable?: boolean;
  /** The record that it is about, where there is one. */
  readonly reference?: string;
  readonly cause?: unknown;
}

/** Why a store couldn't answer: `API_ERROR` with reason `store_unavailable`. */
export function storeFailure(init: StoreFailureInit): StoreFailure {
  return new PayoutError({
    code: "API_ERROR",
    outcome: init.outcome ?? "not_created",
    reason: "store_unavailable",
    details: {},
    message: init.message,
    retryable: init.retryable,
    reference: init.reference,
    cause: init.cause,
  });
}

/** The answer of a store that was closed to whatever it is asked. */
export function closedStore<T>(name: string): ResultAsync<T, StoreFailure> {
  return errAsync(
    storeFailure({ message: `the ${name} store was closed; open another one to go on`, retryable: false }),
  );
}
