import { err, type Result } from "neverthrow";
import { apiError, withOutcome } from "../domain/api-error.ts";
import { type PayoutError, withReference } from "../domain/errors.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Transfer } from "../domain/transfer.ts";
import type { StoredRecord, StoreFailure } from "../ports/payout-store.ts";
import type { Seen } from "./ledger.ts";
import { outcomeOf } from "./outcome-of.ts";

/** How a call took part in a payout that is paid; `none` if it was paid when the call began. */
export type Part = "sent" | "settled" | "joined" | "none";

/** A payout that is paid, and what this call had to do with it. */
export interface Paid {
  readonly transfer: Transfer;
  readonly part: Part;
}

/** How a drive ended. */
export interface DriveEnd {
  readonly result: Result<Paid, PayoutError>;
  /** Whether it ended because everybody stopped waiting; the error then only carries the outcome. */
  readonly stopped: boolean;
}

/** What follows a step: the record to go on with, or the end. */
export type Next = { readonly seen: Seen } | End;

/** That a drive is over. */
export interface End {
  readonly end: DriveEnd;
}

/** Ends with an answer. */
export function finish(result: Result<Paid, PayoutError>): End {
  return { end: { result, stopped: false } };
}

/**
 * Ends with a failure that isn't about the payout's own send: what was sent before it stays as it was, unless the
 * failure itself says that more is known than the record.
 */
export function failedWith(error: PayoutError, { record, id }: Seen): End {
  const { reference } = id;
  if (error.code !== "API_ERROR") return finish(err(withReference(error, reference)));
  const byRecord = knownOf(record);
  const outcome = byRecord === "not_created" && error.outcome === "unknown" ? "unknown" : byRecord;
  return finish(err(withOutcome(error, outcome, reference)));
}

/** Ends because a claim couldn't be written. One that surely wasn't kept changes nothing. */
export function claimFailed(error: StoreFailure, { record, id }: Seen): End {
  const before = knownOf(record);
  return finish(err(withOutcome(error, before === "not_created" ? error.outcome : before, id.reference)));
}

/** Ends because everybody stopped waiting: what is known of the money, by the state in which the record was left. */
export function stoppedAt({ record, id }: Seen, last: PayoutError | null): End {
  const { reference } = id;
  const byRecord = knownOf(record);
  const outcome = byRecord === "not_created" && last?.outcome === "unknown" ? "unknown" : byRecord;
  const known = last?.code === "API_ERROR" ? withOutcome(last, outcome, reference) : null;
  const error = known ?? apiError("timeout", outcome, "nobody waited any longer", { reference });
  return { end: { result: err(error), stopped: true } };
}

/** Ends because somebody called the payout off while this call had it in hand. */
export function canceledMeanwhile({ id }: Seen): End {
  const message = "the payout was canceled before anything was sent";
  return finish(err(apiError("aborted", "not_created", message, { reference: id.reference, retryable: false })));
}

function knownOf(record: StoredRecord | null): Outcome {
  return record === null ? "not_created" : outcomeOf(record);
}
