import { errAsync, type ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { PayoutRecord } from "../domain/payout-record.ts";
import { describe } from "../domain/payout-request.ts";
import { referenceProblem } from "../domain/reference.ts";
import { payoutId } from "../lifecycle/account.ts";
import type { Seen } from "../lifecycle/ledger.ts";
import { readRecord } from "../lifecycle/payout-record.ts";
import type { OperationContext } from "./context.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { QueryError } from "./query-error.ts";

/** What the store remembers of a payout, `null` if it remembers nothing. */
export function getPayout(context: OperationContext, reference: string): ResultAsync<PayoutRecord | null, QueryError> {
  return loadPayout(context, reference).map(({ record }) => (record === null ? null : readRecord(record)));
}

/** The stored record of a reference that a caller gave. */
export function loadPayout(context: OperationContext, reference: unknown): ResultAsync<Seen, QueryError> {
  const problem = typeof reference === "string" ? referenceProblem(reference) : `expected a string, got ${describe(reference)}`;
  if (problem !== null || typeof reference !== "string") {
    return errAsync(invalidRequest([{ path: "reference", message: problem ?? "expected a string" }]));
  }
  return context.lifecycle
    .account()
    .andThen((account) => context.lifecycle.ledger.load(payoutId(account, context.namespace, reference)));
}

/** What a call that only concerns one known payout can say when there is none. */
export function unknownReference(reference: string): PayoutError<"INVALID_REQUEST"> {
  return invalidRequest([{ path: "reference", message: "no payout is known by this reference" }], reference);
}

