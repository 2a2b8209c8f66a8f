import type { Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { Seen } from "../lifecycle/ledger.ts";
import type { RecordId } from "../ports/payout-store.ts";
import type { CallLimits } from "./call-limits.ts";
import type { OperationContext } from "./context.ts";
import { reading } from "./read.ts";

/** Asks the store for many records in one call, within one caller's limits. The ids are distinct. */
export async function lookInStore(
  context: OperationContext,
  ids: readonly RecordId[],
  limits: CallLimits,
): Promise<Result<readonly Seen[], PayoutError<"API_ERROR">>> {
  return reading(context, limits, (reader) => reader.wait(() => context.lifecycle.ledger.loadAll(ids)));
}
