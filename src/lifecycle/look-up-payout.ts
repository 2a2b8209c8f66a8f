import { err, ok, type Result } from "neverthrow";
import { withOutcome } from "../domain/api-error.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { StoredRecord, StoredTransfer } from "../ports/payout-store.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";
import type { Account } from "./account.ts";
import { announce } from "./announce.ts";
import { newRecord } from "./claim.ts";
import type { LifecycleContext } from "./context.ts";
import type { Changed, Seen } from "./ledger.ts";
import { settleLookup } from "./look-up.ts";
import type { Moment } from "./moment.ts";
import { takesNewParameters } from "./mismatch.ts";
import { type Intent, movementOf, targetOf } from "./movement.ts";
import { settleAsPaid, type Transition } from "./settle.ts";
import { agreesWith, bearsMark, storeTransfer } from "./stored-transfer.ts";

/** What a look at the provider made of a payout. */
export interface LookedUp extends Changed {
  /** How many transfers bear its mark. */
  readonly found: number;
}

/** Looks a payout or a reversal up at the provider by its reference and settles what that shows. */
export async function lookUpPayout(
  context: LifecycleContext,
  account: Account,
  seen: Seen,
  signal?: AbortSignal,
  intent: Intent | null = null,
): Promise<Result<LookedUp, PayoutError<"API_ERROR">>> {
  const { namespace, reference } = seen.id;
  const target = targetOf(seen.record ?? intent);
  const found = await movementOf(context, target).find({ namespace, reference }, { signal });
  if (found.isErr()) return err(found.error);
  context.skew.observe("provider", found.value.serverTimeMs);
  const ours = found.value.transfers.filter((transfer) => bearsMark(transfer, seen.id));
  if (ours.length === 0 && seen.record === null) return ok({ ...seen, written: false, found: 0 });
  let transition: Transition | null = null;
  const changed = await context.ledger.change(seen, (record, moment) => {
    transition = settleFound(context, account, { ...seen, record, moment }, ours, target?.transferId);
    return transition?.record ?? null;
  });
  // What was found at the provider isn't undone because the store can't be told of it.
  if (changed.isErr()) return ours.length === 0 ? err(changed.error) : err(withOutcome(changed.error, "unknown", reference));
  announce(context, seen.record, changed.value, transition);
  return ok({ ...changed.value, found: ours.length });
}

/** any → what transfers of its mark, as the provider has them, make of a payout. */
export function settleFound(
  context: LifecycleContext,
  account: Account,
  { id, record, moment }: Seen,
  ours: readonly ProviderTransfer[],
  targetTransferId: string | null = null,
): Transition | null {
  const store = (transfer: ProviderTransfer) => storeTransfer(transfer, context.provider.name, id.reference);
  if (record?.state === "paid") return settlePaid(record, ours, ours.map(store), moment);
  const [first, second] = ours;
  if (record === null || record.attempts.length === 0) {
    return first === undefined ? null : adopt({ id, record, moment, targetTransferId }, account, first, ours.map(store));
  }
  // Of a restored backup: the attempt that was paid came after the one that it knows.
  if (first !== undefined && second === undefined && takesNewParameters(record)) {
    return adopt({ id, record, moment, targetTransferId }, account, first, [store(first)]);
  }
  const matching = ours.filter((transfer) => agreesWith(transfer, record)).map(store);
  const differing = ours.filter((transfer) => !agreesWith(transfer, record)).map(store);
  return settleLookup(record, { matching, differing }, moment, context.provider.capabilities);
}

/** –, FAILED, CANCELED → PAID: the provider has what the store knows no send of. The record takes the transfer's parameters. */
function adopt(
  { id, record, moment, targetTransferId }: Seen & { readonly targetTransferId: string | null },
  account: Account,
  transfer: ProviderTransfer,
  all: readonly StoredTransfer[],
): Transition | null {
  const [stored] = all;
  if (stored === undefined) return null;
  const { recipientId, amount, currency, description, metadata } = transfer;
  const payout = { reference: id.reference, recipientId, amount, currency, description, metadata, targetTransferId };
  const base = { ...(record ?? newRecord(id, account.id, payout, moment.processMs)), recipientId, amount, currency };
  const settled = settleAsPaid(base, stored, moment.processMs);
  return all.length > 1 ? { ...settled, alarm: { type: "duplicate_transfer", transferIds: all.map((entry) => entry.id) } } : settled;
}

/** PAID → PAID: more may have been taken back of its transfer, and every other one is one too many. */
function settlePaid(
  record: StoredRecord,
  ours: readonly ProviderTransfer[],
  stored: readonly StoredTransfer[],
  moment: Moment,
): Transition {
  const transferIds = new Set([record.transfer?.id, ...ours.map(({ id }) => id)].filter((id) => id !== undefined));
  const own = stored.find(({ id }) => id === record.transfer?.id);
  const settled = own === undefined ? record : settleAsPaid(record, own, moment.processMs).record;
  if (transferIds.size > 1) return { record: settled, alarm: { type: "duplicate_transfer", transferIds: [...transferIds] } };
  const agrees = ours.every((transfer) => agreesWith(transfer, record));
  return { record: settled, alarm: agrees ? null : { type: "parameters_differ" } };
}
