import { okAsync, type ResultAsync } from "neverthrow";
import type { PayoutState } from "../domain/payout-record.ts";
import type { RecordScope, StoredRecord, StoreFailure } from "../ports/payout-store.ts";
import type { Account } from "./account.ts";
import type { LifecycleContext } from "./context.ts";

/**
 * What is kept of a store's continuity.
 *
 * - `shown`: the store had everything that it could be compared with
 * - `behind`: it was found to lack payouts that the provider has
 * - `unproven`: it was young when nobody could tell what came before it
 */
export type ContinuityNote = "shown" | "behind" | "unproven";

/** What is kept of the store's continuity, `null` if nothing was yet. */
export function readContinuity(context: LifecycleContext, account: Account): ResultAsync<ContinuityNote | null, StoreFailure> {
  return context.store
    .readNote(scopeOf(context, account), stateName)
    .map((text) => notes.find((note) => note === text) ?? null);
}

/** Keeps what was found of the store's continuity, and since when it has been in doubt. */
export function keepContinuity(
  context: LifecycleContext,
  account: Account,
  note: ContinuityNote,
  doubtedSinceMs: number = context.clock.now(),
): ResultAsync<void, StoreFailure> {
  const scope = scopeOf(context, account);
  const since = note === "shown" ? okAsync(undefined) : context.store.writeNote(scope, sinceName, String(Math.ceil(doubtedSinceMs)));
  return since.andThen(() => context.store.writeNote(scope, stateName, note));
}

/** Whether a record leaves open that its payout was sent: then a transfer of it is one that the store lacks. */
export function lacksPayout(record: StoredRecord | null): boolean {
  return record === null || !sentStates.has(record.state);
}

/**
 * Notes that the store lacks a payout, before the payout is put in and the gap can't be seen any more. A store
 * that is in doubt already is so at least since the newest transfer that it lacks.
 */
export function noteGap(context: LifecycleContext, account: Account, transferMs: number): ResultAsync<void, StoreFailure> {
  return readContinuity(context, account).andThen((note) => {
    if (note !== "behind") return keepContinuity(context, account, "behind");
    return readSince(context, account).andThen((sinceMs) =>
      sinceMs === null || sinceMs >= transferMs ? okAsync(undefined) : keepContinuity(context, account, "behind", transferMs),
    );
  });
}

/**
 * Ends the doubt after a look at the whole history that left nothing out of the store. Requests that were on
 * their way when the store fell behind may still land after that look, so the doubt has to be older than the
 * quiet time. Says whether the store counts as whole now.
 */
export function noteWhole(context: LifecycleContext, account: Account, lookedAtMs: number): ResultAsync<boolean, StoreFailure> {
  const { provider, skew } = context;
  return readContinuity(context, account).andThen((note) => {
    if (note === null || note === "shown") return okAsync(note === "shown");
    return readSince(context, account).andThen((sinceMs) => {
      if (sinceMs === null) return keepContinuity(context, account, note, lookedAtMs).map(() => false);
      const isOld = lookedAtMs - sinceMs >= Math.max(provider.capabilities.quietMs, provider.capabilities.settleMs);
      return isOld && !skew.tooLarge ? keepContinuity(context, account, "shown").map(() => true) : okAsync(false);
    });
  });
}

function readSince(context: LifecycleContext, account: Account): ResultAsync<number | null, StoreFailure> {
  return context.store
    .readNote(scopeOf(context, account), sinceName)
    .map((text) => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null));
}

function scopeOf({ namespace }: LifecycleContext, { mode }: Account): RecordScope {
  return { kind: "payout", mode, namespace };
}

const stateName = "continuity";
const sinceName = "continuity-since";
const notes: readonly ContinuityNote[] = ["shown", "behind", "unproven"];
const sentStates = new Set<PayoutState>(["sending", "unknown", "reconciling", "paid", "review"]);
