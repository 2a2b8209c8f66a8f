import type { Outcome } from "../domain/outcome.ts";
import { outcomeOfState } from "../domain/payout-record.ts";
import type { StoredRecord } from "../ports/payout-store.ts";

/** What a record says of the money. One that was given back, but is still held, may be sent by whoever holds it. */
export function outcomeOf({ state, lease }: StoredRecord): Outcome {
  return state === "ready" && lease !== null ? "unknown" : outcomeOfState(state);
}
