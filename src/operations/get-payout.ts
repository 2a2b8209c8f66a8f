import { errAsync, type ResultAsync } from "neverthrow";
import type { PayoutRecord } from "../domain/payout-record.ts";
import { parseReference } from "../domain/payout-request.ts";
import { recordId } from "../lifecycle/account.ts";
import type { Seen } from "../lifecycle/ledger.ts";
import { readRecord } from "../lifecycle/payout-record.ts";
import type { RecordKind } from "../ports/payout-store.ts";
import type { OperationContext } from "./context.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { QueryError } from "./query-error.ts";

/** What the store remembers of a payout, `null` if it remembers nothing. */
export function getPayout(context: OperationContext, reference: string): ResultAsync<PayoutRecord | null, QueryError> {
  return loadPayout(context, reference).map(({ record }) => (record === null ? null : readRecord(record)));
}

/** The stored record of a reference that a caller gave: a payout's, or a reversal's. */
export function loadPayout(
  context: OperationContext,
  reference: unknown,
  kind: RecordKind = "payout",
): ResultAsync<Seen, QueryError> {
  const parsed = parseReference(reference);
  if (parsed.isErr()) return errAsync(invalidRequest([{ path: "reference", message: parsed.error }]));
  return context.lifecycle
    .account()
    .andThen((account) => context.lifecycle.ledger.load(recordId(kind, account, context.namespace, parsed.value)));
}
