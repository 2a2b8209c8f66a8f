import { err, errAsync, ok, okAsync, type Result, type ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue } from "../domain/errors.ts";
import type { PayoutRecord } from "../domain/payout-record.ts";
import { describe, isObject } from "../domain/payout-request.ts";
import { referenceProblem } from "../domain/reference.ts";
import { type Account, payoutId } from "../lifecycle/account.ts";
import { lacksPayout, noteGap } from "../lifecycle/continuity-note.ts";
import { learnTransfer } from "../lifecycle/learn-transfer.ts";
import type { Seen } from "../lifecycle/ledger.ts";
import { readRecord } from "../lifecycle/payout-record.ts";
import { bearsMark } from "../lifecycle/stored-transfer.ts";
import type { StoreFailure } from "../ports/payout-store.ts";
import type { ProviderEvent } from "../ports/provider-event.ts";
import type { PayoutMark, ProviderTransfer } from "../ports/transfer-provider.ts";
import { readCallLimits } from "./call-limits.ts";
import { checkTransfer } from "./check-answer.ts";
import type { OperationContext } from "./context.ts";
import { invalidRequest } from "./invalid-request.ts";
import { refreshMirror } from "./mirror.ts";
import type { QueryError } from "./query-error.ts";
import { type Reader, reading } from "./read.ts";

/** What an event from the provider changed. */
export interface AppliedEvent {
  /** Whether the store learned something from it; a repeat, or news of somebody else's transfer, changes nothing. */
  readonly applied: boolean;
  /** The payout that it is about, as it stands now; `null` if it is about none that the store knows. */
  readonly payout: PayoutRecord | null;
}

/**
 * Takes note of what a webhook says of a payout. An event only says where to look: what is believed is the
 * transfer as the provider shows it now, so that an event that is late, repeated, out of order or of another
 * account can't make anything untrue. It never opens an attempt and never sends.
 */
export function applyEvent(
  context: OperationContext,
  event: ProviderEvent,
  options?: CallOptions,
): ResultAsync<AppliedEvent, QueryError> {
  const issues: Issue[] = [];
  const hint = readHint(event, issues);
  const limits = readCallLimits(options, context.timeoutMs, issues);
  if (issues.length > 0) return errAsync(invalidRequest(issues));
  const changedId = changedTransfer(event);
  const isOurs = hint !== null && hint.mark.namespace === context.namespace;
  if (!isOurs && (changedId === null || context.store.history === undefined)) return okAsync(nothing);
  return reading(context, limits, async (reader) => {
    const mirrored = changedId === null ? ok(undefined) : await refreshMirror(context, reader, changedId);
    if (mirrored.isErr()) return err(mirrored.error);
    return isOurs ? apply(context, reader, hint) : ok(nothing);
  });
}

/** The transfer of which an event says that it has changed, whoever made it. */
function changedTransfer({ type, transfer }: ProviderEvent): string | null {
  return type === "transfer.updated" || type === "transfer.reversed" ? (transfer?.id ?? null) : null;
}

const nothing: AppliedEvent = { applied: false, payout: null };

/** The part of an event that says where to look. */
interface Hint {
  readonly account: string | null;
  readonly mode: "live" | "test" | null;
  readonly mark: PayoutMark;
  readonly transferId: string;
  readonly amountReversed: number;
}

async function apply(context: OperationContext, reader: Reader, hint: Hint): Promise<Result<AppliedEvent, QueryError>> {
  const { lifecycle, namespace } = context;
  const account = await reader.wait(() => lifecycle.account());
  if (account.isErr()) return err(account.error);
  const id = payoutId(account.value, namespace, hint.mark.reference);
  const isElsewhere = hint.account !== null && hint.account !== account.value.id;
  if (isElsewhere || !bearsMark(hint, id)) return ok(nothing);
  const seen = await reader.wait(() => lifecycle.ledger.load(id));
  if (seen.isErr()) return err(seen.error);
  if (isKnown(seen.value, hint)) return ok(told(seen.value, false));
  const now = await reader.read((call) => context.provider.get(hint.transferId, call).andThen(checkTransfer));
  if (now.isErr()) return now.error.reason === "not_found" ? ok(told(seen.value, false)) : err(now.error);
  if (now.value.id !== hint.transferId || !bearsMark(now.value, id)) return ok(told(seen.value, false));
  return learn(context, reader, { account: account.value, seen: seen.value, transfer: now.value });
}

async function learn(
  { lifecycle }: OperationContext,
  reader: Reader,
  { account, seen, transfer }: { readonly account: Account; readonly seen: Seen; readonly transfer: ProviderTransfer },
): Promise<Result<AppliedEvent, QueryError>> {
  const noted: ResultAsync<void, StoreFailure> = lacksPayout(seen.record)
    ? noteGap(lifecycle, account, transfer.createdAtMs)
    : okAsync(undefined);
  const learned = await reader.wait(() => noted.andThen(() => learnTransfer(lifecycle, account, seen, transfer)));
  return learned.map((changed) => told(changed, changed.written));
}

/** Whether the store knows all that an event can tell: most events come after the answer that told it first. */
function isKnown({ record }: Seen, { transferId, amountReversed }: Hint): boolean {
  const known = record?.state === "paid" ? record.transfer : null;
  return known?.id === transferId && known.amountReversed >= amountReversed;
}

function told({ record }: Seen, applied: boolean): AppliedEvent {
  return { applied, payout: record === null ? null : readRecord(record) };
}

/** Where an event says to look, `null` if it is about no payout; notes it if the value isn't an event at all. */
function readHint(event: unknown, issues: Issue[]): Hint | null {
  try {
    const fields = isObject(event) ? event : {};
    const { id, transfer, account, mode } = fields;
    if (typeof id === "string" && transfer === null) return null;
    const hint = isObject(transfer) && typeof id === "string" ? readTransferHint(transfer, account, mode) : undefined;
    if (hint !== undefined) return hint;
  } catch {
    // What throws when it is read isn't an event.
  }
  issues.push({ path: "event", message: `expected an event as a webhook's parse gives it, got ${describe(event)}` });
  return null;
}

function readTransferHint(transfer: Readonly<Record<string, unknown>>, account: unknown, eventMode: unknown): Hint | null | undefined {
  const { id: transferId, mark, amountReversed } = transfer;
  const mode = transfer["mode"] ?? eventMode;
  if (typeof transferId !== "string" || typeof amountReversed !== "number" || !isMode(mode)) return undefined;
  if (account !== null && typeof account !== "string") return undefined;
  if (mark === null) return null;
  const { namespace, reference } = isObject(mark) ? mark : {};
  if (typeof namespace !== "string" || typeof reference !== "string") return undefined;
  if (referenceProblem(reference) !== null) return null;
  return { account, mode, mark: { namespace, reference }, transferId, amountReversed };
}

function isMode(mode: unknown): mode is "live" | "test" | null {
  return mode === null || mode === "live" || mode === "test";
}
