import type { BatchCounts } from "./batch.ts";
import type { PayoutError } from "./errors.ts";
import type { Reversal } from "./reversal.ts";
import type { Transfer } from "./transfer.ts";

/** What every event carries. */
interface EventBase<T extends string> {
  readonly type: T;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly namespace: string;
}

/** What the events about one payout carry. */
interface ReferenceEvent<T extends string> extends EventBase<T> {
  readonly reference: string;
}

/** What happens inside a client, for logs, metrics and alarms; `type` tells them apart. */
export type PayoutEvent =
  | (ReferenceEvent<"payout.claimed"> & { readonly attempt: number })
  | (ReferenceEvent<"payout.sent"> & { readonly attempt: number; readonly sends: number })
  | (ReferenceEvent<"payout.paid"> & { readonly transfer: Transfer; readonly durationMs: number | null })
  | (ReferenceEvent<"payout.failed"> & { readonly error: PayoutError })
  | (ReferenceEvent<"payout.unknown"> & { readonly error: PayoutError })
  | (ReferenceEvent<"payout.review"> & { readonly why: string })
  | ReferenceEvent<"payout.canceled">
  | (ReferenceEvent<"reversal.claimed"> & { readonly attempt: number })
  | (ReferenceEvent<"reversal.sent"> & { readonly attempt: number; readonly sends: number })
  | (ReferenceEvent<"reversal.made"> & { readonly reversal: Reversal })
  | (ReferenceEvent<"reversal.failed"> & { readonly error: PayoutError })
  | (ReferenceEvent<"reversal.unknown"> & { readonly error: PayoutError })
  | (ReferenceEvent<"reversal.review"> & { readonly why: string })
  | ReferenceEvent<"reversal.canceled">
  | (EventBase<"request.retried"> & { readonly reference?: string; readonly delayMs: number; readonly error: PayoutError })
  | (EventBase<"request.rate_limited"> & { readonly reference?: string; readonly retryAfterMs: number | null })
  | (EventBase<"batch.progress"> & { readonly counts: BatchCounts })
  | (EventBase<"store.behind"> & { readonly why: string })
  | (EventBase<"clock.skewed"> & { readonly skewMs: number })
  | (ReferenceEvent<"alarm.duplicate_transfer"> & { readonly transferIds: readonly string[] })
  | (ReferenceEvent<"alarm.failed_payout_was_paid"> & { readonly transfer: Transfer })
  | (ReferenceEvent<"alarm.parameters_differ"> & { readonly attempt: number });

/** Receives every event. What it throws or how long it takes touches nothing. */
export type PayoutEventListener = (event: PayoutEvent) => void;

/** An event before its time and namespace are added. */
export type EventContent = PayoutEvent extends infer E ? (E extends PayoutEvent ? Omit<E, "at" | "namespace"> : never) : never;
