import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import type { PayoutRecord } from "../domain/payout-record.ts";
import { describe, isObject } from "../domain/payout-request.ts";
import { unknownFields } from "../domain/words.ts";
import { announce } from "../lifecycle/announce.ts";
import { settleByHand } from "../lifecycle/by-hand.ts";
import type { Changed, Seen } from "../lifecycle/ledger.ts";
import { absenceIsSafe } from "../lifecycle/look-up.ts";
import { type LookedUp, lookUpPayout } from "../lifecycle/look-up-payout.ts";
import { readRecord } from "../lifecycle/payout-record.ts";
import type { Transition } from "../lifecycle/settle.ts";
import type { RecordKind, StoredRecord, StoredTransfer } from "../ports/payout-store.ts";
import { asKnown, refused, unknownReference } from "./as-known.ts";
import type { OperationContext } from "./context.ts";
import { loadPayout } from "./get-payout.ts";
import { invalidRequest } from "./invalid-request.ts";
import { namedTransfer } from "./named-transfer.ts";
import { noteReversed } from "./note-reversed.ts";
import type { QueryError } from "./query-error.ts";
import { reading } from "./read.ts";
import { type RecordChoice, readKind } from "./record-choice.ts";

/** What somebody found out about a payout, or a reversal, under review. */
export interface PayoutResolution extends RecordChoice {
  /** That no transfer was made, or which one was; of a reversal, the provider's id of the reversal (Stripe: `trr_…`). */
  readonly as: "absent" | { readonly transferId: string };
  /** Who says so and why; it is kept with the payout. */
  readonly note: string;
}

/** Settles a payout or a reversal under review by hand, after one more look at the provider. */
export function resolvePayout(
  context: OperationContext,
  reference: string,
  resolution: PayoutResolution,
): ResultAsync<PayoutRecord, QueryError> {
  const wanted = readResolution(resolution);
  if (wanted.isErr()) return errAsync(wanted.error);
  return loadPayout(context, reference, wanted.value.kind)
    .mapErr((error) => asKnown(error, null))
    .andThen((seen) => new ResultAsync(resolve(context, seen, wanted.value)));
}

interface Wanted {
  readonly kind: RecordKind;
  readonly transferId: string | null;
  readonly note: string;
}

async function resolve(context: OperationContext, loaded: Seen, wanted: Wanted): Promise<Result<PayoutRecord, QueryError>> {
  const { lifecycle } = context;
  if (loaded.record === null) return err(unknownReference(loaded.id));
  const account = await lifecycle.account();
  if (account.isErr()) return err(asKnown(account.error, loaded.record));
  const seen = await lookUpPayout(lifecycle, account.value, loaded);
  if (seen.isErr()) return err(asKnown(seen.error, loaded.record));
  const { record } = seen.value;
  if (record === null) return err(unknownReference(loaded.id));
  if (record.state !== "review") return settledAlready(seen.value, record, wanted);
  if (wanted.transferId === null) {
    const problem = absenceProblem(context, seen.value, record);
    return problem === null ? settle(context, seen.value, null, wanted.note) : err(refused(record, { path: "as", message: problem }));
  }
  const transfer = await namedTransfer(context, record, wanted.transferId);
  if (transfer.isErr()) return err(transfer.error);
  const settled = await settle(context, seen.value, transfer.value, wanted.note);
  if (settled.isOk() && record.targetTransferId !== null) await noteTarget(context, record.targetTransferId);
  return settled;
}

/** Lets the payout whose transfer was taken back know of it. */
async function noteTarget(context: OperationContext, transferId: string): Promise<void> {
  const limits = { signal: undefined, timeoutMs: context.timeoutMs };
  await reading(context, limits, async (reader) => ok(await noteReversed(context, reader, transferId)));
}

/** Why a payout can't be called absent, or `null`. */
function absenceProblem({ provider }: OperationContext, { found, moment }: LookedUp, record: StoredRecord): string | null {
  if (found > 0) return `the provider has ${found} ${record.kind === "payout" ? "transfer" : "reversal"}(s) that bear its mark; name the one that was made for it`;
  if (absenceIsSafe(record, moment, provider.capabilities)) return null;
  return "its last send is too young to be called absent; the provider may still make it";
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
  if (changed.isErr()) return err(asKnown(changed.error, seen.record));
  announce(lifecycle, seen.record, changed.value, transition);
  return readBack(changed.value);
}

/** The look at the provider has settled it, or it never was under review. */
function settledAlready(seen: Changed, record: StoredRecord, { transferId }: Wanted): Result<PayoutRecord, QueryError> {
  const isPaidAsSaid = record.state === "paid" && (transferId === null || record.transfer?.id === transferId);
  const isAbsentAsSaid = record.state === "failed" && transferId === null;
  if (seen.written || isPaidAsSaid || isAbsentAsSaid) return readBack(seen);
  const message = `only a ${record.kind} under review can be settled by hand; this one is ${record.state}`;
  return err(refused(record, { path: "reference", message }));
}

function readBack({ record, id }: Seen): Result<PayoutRecord, QueryError> {
  return record === null
    ? err(apiError("not_found", "unknown", "it is no longer in the store", { reference: id.reference }))
    : ok(readRecord(record));
}

function readResolution(resolution: unknown): Result<Wanted, PayoutError<"INVALID_REQUEST">> {
  const issues: Issue[] = [];
  const fields = isObject(resolution) ? resolution : {};
  issues.push(...unknownFields(fields, ["as", "note", "kind"]));
  const { as, note } = fields;
  const kind = readKind(fields, issues);
  const transferId = isObject(as) ? as["transferId"] : null;
  if (as !== "absent" && !(typeof transferId === "string" && transferId !== "")) {
    issues.push({ path: "as", message: `expected "absent" or { transferId }, got ${describe(as)}` });
  }
  if (typeof note !== "string" || note.trim() === "") {
    issues.push({ path: "note", message: "expected who says so and why, in a few words" });
  }
  if (issues.length > 0) return err(invalidRequest(issues));
  return ok({ kind, transferId: typeof transferId === "string" ? transferId : null, note: String(note) });
}
