import { err, ok, type Result } from "neverthrow";
import type { Issue, PayoutError } from "../domain/errors.ts";
import type { HistorySource } from "../domain/history.ts";
import { storeTimeoutMs } from "../lifecycle/guarded-store.ts";
import type { PayoutStore } from "../ports/payout-store.ts";
import type { HistoryScope, HistorySums, MirroredTransfer } from "../ports/transfer-history.ts";
import type { ProviderIdentity, ProviderTransfer } from "../ports/transfer-provider.ts";
import type { CallLimits } from "./call-limits.ts";
import { checkTransfer } from "./check-answer.ts";
import { type Filters, readOneOf } from "./filters.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { QueryContext } from "./query-context.ts";
import type { QueryError } from "./query-error.ts";
import type { Reader } from "./read.ts";

/** What a query needs that may be answered from the store's mirror of the history. */
export type MirrorContext = QueryContext & { readonly store: Pick<PayoutStore, "history"> };

/** What to add up in the store. */
interface StoreQuery extends Filters {
  readonly top: number;
  readonly days: boolean;
}

/** Reads where a history is to be taken from; notes anything but the two words. */
export function readHistorySource(value: unknown, issues: Issue[]): HistorySource {
  return readOneOf("history", sources, value, issues) ?? "provider";
}

/** Adds up what is mirrored; `null` if the store keeps no history. One that was never synced is `INVALID_REQUEST`. */
export async function sumFromStore(
  context: MirrorContext,
  reader: Pick<Reader, "wait">,
  query: StoreQuery,
): Promise<Result<HistorySums | null, QueryError>> {
  const { history } = context.store;
  if (history === undefined) return ok(null);
  const identity = await reader.wait(() => context.identify());
  if (identity.isErr()) return err(identity.error);
  const scope = scopeOf(context, identity.value);
  const sums = await reader.wait(() => history.sum(scope, { ...query, namespace: context.namespace }));
  return sums.andThen((told) => (told === null ? err(neverSynced()) : ok(told)));
}

/**
 * Waits for a store without a timer of its own, where the caller would wait longer than the store may take anyway;
 * `null` where the caller has limits that are to be watched.
 */
export function patientReader({ signal, timeoutMs }: CallLimits): Pick<Reader, "wait"> | null {
  return signal === undefined && timeoutMs >= storeTimeoutMs ? { wait: async (call) => call({}) } : null;
}

/** Whose history a client mirrors. */
export function scopeOf({ provider }: Pick<QueryContext, "provider">, { mode, account }: ProviderIdentity): HistoryScope {
  return { provider: provider.name, mode, account };
}

/** A transfer as the mirror keeps it; a mark counts only in the account's own mode. */
export function mirrored(transfer: ProviderTransfer, { mode }: ProviderIdentity): MirroredTransfer {
  const { id, recipientId, amount, currency, amountReversed, status, createdAtMs } = transfer;
  const isMarked = transfer.mode === null || transfer.mode === mode;
  const namespace = isMarked ? (transfer.mark?.namespace ?? null) : null;
  return { id, namespace, recipientId, amount, currency, amountReversed, status, createdAtMs };
}

/** Brings one transfer of the mirror up to date with what the provider shows now, where there is a mirror. */
export async function refreshMirror(
  context: MirrorContext,
  reader: Reader,
  transferId: string,
): Promise<Result<void, PayoutError<"API_ERROR">>> {
  const { history } = context.store;
  if (history === undefined) return ok(undefined);
  const identity = await reader.wait(() => context.identify());
  if (identity.isErr()) return err(identity.error);
  const scope = scopeOf(context, identity.value);
  const covered = await reader.wait(() => history.coveredMs(scope));
  if (covered.isErr() || covered.value === null) return covered.map(() => undefined);
  const now = await reader.read((call) => context.provider.get(transferId, call).andThen(checkTransfer));
  if (now.isErr()) return now.error.reason === "not_found" ? ok(undefined) : err(now.error);
  const refreshed = await reader.wait(() => history.refresh(scope, [mirrored(now.value, identity.value)]));
  return refreshed.map(() => undefined);
}

function neverSynced(): PayoutError<"INVALID_REQUEST"> {
  const message = 'the store has mirrored nothing of this account yet; call syncHistory() first, or take "provider"';
  return invalidRequest([{ path: "history", message }]);
}

const sources: readonly HistorySource[] = ["provider", "store"];
