import type { StoredRecord } from "../ports/payout-store.ts";
import { failureOf, unsettled } from "./answers.ts";
import type { LifecycleContext } from "./context.ts";
import type { Changed } from "./ledger.ts";
import type { Alarm, Transition } from "./settle.ts";
import { readReversal, readTransfer } from "./stored-transfer.ts";

/** Tells the listener what a change made of a payout or a reversal, and raises the alarm that goes with it. */
export function announce(
  context: LifecycleContext,
  before: StoredRecord | null,
  changed: Changed,
  transition: Transition | null,
): void {
  const { record } = changed;
  if (record === null || !context.isHeard) return;
  if (transition?.alarm != null) raise(context, record, transition.alarm);
  if (!changed.written || record.state === before?.state) return;
  if (record.kind === "reversal") announceReversal(context, record);
  else announceState(context, record, before);
}

/** Tells the listener that a request is about to leave. */
export function announceSend(
  context: LifecycleContext,
  { kind, reference }: StoredRecord,
  counts: { readonly attempt: number; readonly sends: number },
): void {
  context.emit({ type: `${kind}.sent`, reference, ...counts });
}

function announceState(context: LifecycleContext, record: StoredRecord, before: StoredRecord | null): void {
  const { reference } = record;
  switch (record.state) {
    case "paid":
      if (record.transfer !== null) {
        const durationMs = before?.state === "sending" ? record.updatedAtMs - before.updatedAtMs : null;
        context.emit({ type: "payout.paid", reference, transfer: readTransfer(record.transfer), durationMs });
      }
      return;
    case "failed":
      return context.emit({ type: "payout.failed", reference, error: failureOf(record) });
    case "unknown":
    case "reconciling":
      return context.emit({ type: "payout.unknown", reference, error: unsettled(record, null) });
    case "review":
      return context.emit({ type: "payout.review", reference, why: record.notes.at(-1) ?? "" });
    case "canceled":
      return context.emit({ type: "payout.canceled", reference });
    case "sending":
      return context.emit({ type: "payout.claimed", reference, attempt: record.attempts.at(-1)?.number ?? 1 });
    case "ready":
      return;
  }
}

function announceReversal(context: LifecycleContext, record: StoredRecord): void {
  const { reference } = record;
  switch (record.state) {
    case "paid":
      return context.emit({ type: "reversal.made", reference, reversal: readReversal(record) });
    case "failed":
      return context.emit({ type: "reversal.failed", reference, error: failureOf(record) });
    case "unknown":
    case "reconciling":
      return context.emit({ type: "reversal.unknown", reference, error: unsettled(record, null) });
    case "review":
      return context.emit({ type: "reversal.review", reference, why: record.notes.at(-1) ?? "" });
    case "canceled":
      return context.emit({ type: "reversal.canceled", reference });
    case "sending":
      return context.emit({ type: "reversal.claimed", reference, attempt: record.attempts.at(-1)?.number ?? 1 });
    default:
      return;
  }
}

function raise(context: LifecycleContext, record: StoredRecord, alarm: Alarm): void {
  const { reference, transfer } = record;
  switch (alarm.type) {
    case "parameters_differ":
      return context.emit({
        type: "alarm.parameters_differ",
        reference,
        attempt: record.attempts.at(-1)?.number ?? 0,
      });
    case "duplicate_transfer":
      return context.emit({ type: "alarm.duplicate_transfer", reference, transferIds: alarm.transferIds });
    case "failed_payout_was_paid":
      if (transfer === null) return;
      return context.emit({ type: "alarm.failed_payout_was_paid", reference, transfer: readTransfer(transfer) });
  }
}
