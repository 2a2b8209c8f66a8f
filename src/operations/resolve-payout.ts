import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import type { PayoutRecord } from "../domain/payout-record.ts";
import { describe, isObject } from "../domain/payout-request.ts";
import { announce } from "../lifecycle/announce.ts";
import { settleByHand } from "../lifecycle/by-hand.ts";
import type { Changed, Seen } from "../lifecycle/ledger.ts";
import { absenceIsSafe } from "../lifecycle/look-up.ts";
import { type LookedUp, lookUpPayout } from "../lifecycle/look-up-payout.ts";
import { readRecord } from "../lifecycle/payout-record.ts";
import type { Transition } from "../lifecycle/settle.ts";
import { agreesWith, storeTransfer } from "../lifecycle/stored-transfer.ts";
import type { StoredRecord, StoredTransfer } from "../ports/payout-store.ts";
import type { OperationContext } from "./context.ts";
import { loadPayout, unknownReference } from "./get-payout.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { QueryError } from "./query-error.ts";

/** What somebody found out about a payout under review. */
export interface PayoutResolution {
  /** That no transfer was made, or which one was. */
  readonly as: "absent" | { readonly transferId: string };
  /** Who says so and why; it is kept with the payout. */
  readonly note: string;
}

/** Settles a payout under review by hand, after one more look at the provider. */
export function resolvePayout(
  context: OperationContext,
  reference: string,
  resolution: PayoutResolution,
): ResultAsync<PayoutRecord, QueryError> {
  const wanted = readResolution(resolution);
  if (wanted.isErr()) return errAsync(wanted.error);
  return loadPayout(context, reference).andThen((seen) => new ResultAsync(resolve(context, seen, wanted.value)));
}

interface Wanted {
  readonly transferId: string | null;
  readonly note: string;
}

async function resolve(context: OperationContext, loaded: Seen, wanted: Wanted): Promise<Result<PayoutRecord, QueryError>> {
  const { lifecycle } = context;
  const account = await lifecycle.account();
  if (account.isErr()) return err(account.error);
  if (loaded.record === null) return err(unknownReference(loaded.id.reference));
  const seen = await lookUpPayout(lifecycle, account.value, loaded);
  if (seen.isErr()) return err(seen.error);
  const { record } = seen.value;
  if (record === null) return err(unknownReference(loaded.id.reference));
  if (record.state !== "review") return settledAlready(seen.value, wanted);
  if (wanted.transferId === null) {
    const problem = absenceProblem(context, seen.value, record);
    if (problem !== null) return err(invalidRequest([{ path: "as", message: problem }], record.reference));
  }
  const transfer = await namedTransfer(context, seen.value, wanted.transferId);
  return transfer.isErr() ? err(transfer.error) : settle(context, seen.value, transfer.value, wanted.note);
}

/** Why a payout can't be called absent, or `null`. */
function absenceProblem({ provider }: OperationContext, { found, moment }: LookedUp, record: StoredRecord): string | null {
  if (found > 0) return `the provider has ${found} transfer(s) that bear its mark; name the one that paid it`;
  if (absenceIsSafe(record, moment, provider.capabilities)) return null;
  return "its last send is too young to be called absent; the provider may still make the transfer";
}

async function settle(
  { lifecycle }: OperationContext,
  seen: Seen,
  transfer: StoredTransfer | null,
  note: string,
): Promise<Result<PayoutRecord, QueryError>> {
  let transition: Transition | null = null;
  const changed = await lifecycle.ledger.change(seen, (record) => {
    transition = record?.state === "review" ? settleByHand(record, transfer, note, lifecycle.clock.now()) : null;
    return transition?.record ?? null;
  });
  if (changed.isErr()) return err(changed.error);
  announce(lifecycle, seen.record, changed.value, transition);
  return readBack(changed.value);
}

/** The look at the provider has settled it, or it never was under review. */
function settledAlready(seen: Changed, { transferId }: Wanted): Result<PayoutRecord, QueryError> {
  const { record, id } = seen;
  const agrees = record?.state === "paid" ? transferId === null || record.transfer?.id === transferId : record?.state === "failed" && transferId === null;
  if (seen.written || agrees) return readBack(seen);
  const message = `only a payout under review can be settled by hand; this one is ${record?.state ?? "unknown"}`;
  return err(invalidRequest([{ path: "reference", message }], id.reference));
}

/** The transfer that somebody named, if it is one that this payout can have made. */
async function namedTransfer(
  context: OperationContext,
  { record, id }: Seen,
  transferId: string | null,
): Promise<Result<StoredTransfer | null, QueryError>> {
  if (transferId === null || record === null) return ok(null);
  const transfer = await context.lifecycle.reads.get(transferId);
  if (transfer.isErr()) return err(transfer.error);
  const { mark } = transfer.value;
  const foreign = mark !== null && (mark.namespace !== id.namespace || mark.reference !== id.reference);
  if (foreign || !agreesWith(transfer.value, record)) {
    const message = "this transfer's recipient, amount, currency or reference isn't the payout's";
    return err(invalidRequest([{ path: "as.transferId", message }], id.reference));
  }
  return ok(storeTransfer(transfer.value, context.provider.name, id.reference));
}

function readBack({ record, id }: Seen): Result<PayoutRecord, QueryError> {
  return record === null
    ? err(apiError("not_found", "not_created", "the payout is no longer in the store", { reference: id.reference }))
    : ok(readRecord(record));
}

function readResolution(resolution: unknown): Result<Wanted, PayoutError<"INVALID_REQUEST">> {
  const issues: Issue[] = [];
  const fields = isObject(resolution) ? resolution : {};
  const { as, note } = fields;
  const transferId = isObject(as) ? as["transferId"] : null;
  if (as !== "absent" && !(typeof transferId === "string" && transferId !== "")) {
    issues.push({ path: "as", message: `expected "absent" or { transferId }, got ${describe(as)}` });
  }
  if (typeof note !== "string" || note.trim() === "") {
    issues.push({ path: "note", message: "expected who says so and why, in a few words" });
  }
  if (issues.length > 0) return err(invalidRequest(issues));
  return ok({ transferId: typeof transferId === "string" ? transferId : null, note: String(note) });
}
