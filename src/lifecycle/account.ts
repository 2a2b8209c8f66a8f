import { okAsync, type ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { PayoutStore, RecordId, RecordKind, RecordScope, StoreFailure } from "../ports/payout-store.ts";
import type { ProviderIdentity } from "../ports/transfer-provider.ts";

/** The provider account that a client speaks for. */
export interface Account {
  /** The provider's id of it. */
  readonly id: string;
  readonly live: boolean;
  /** What its records are kept under: `live`, or `test:` and the id. */
  readonly mode: string;
}

export function accountOf(identity: ProviderIdentity): Account {
  const live = identity.mode === "live";
  return { id: identity.account, live, mode: live ? "live" : `test:${identity.account}` };
}

/** The identity of a payout's record. */
export function payoutId(account: Account, namespace: string, reference: string): RecordId {
  return recordId("payout", account, namespace, reference);
}

/** The identity of a record of either kind. */
export function recordId(kind: RecordKind, account: Account, namespace: string, reference: string): RecordId {
  return { kind, mode: account.mode, namespace, reference };
}

/**
 * Asks which account is called, and notes in the store under which modes the namespace was ever used: where the
 * provider can't be asked later, the store can still say what it knows of a payout. The store is opened while the
 * provider answers.
 */
export function findAccount(
  identify: () => ResultAsync<ProviderIdentity, PayoutError<"API_ERROR">>,
  store: PayoutStore,
  namespace: string,
): ResultAsync<Account, PayoutError<"API_ERROR">> {
  const noted = readModes(store, namespace);
  return identify()
    .map(accountOf)
    .andThrough(({ mode }) => noted.andThen((modes) => (modes.includes(mode) ? okAsync(undefined) : noteMode(store, namespace, mode))));
}

/** The modes under which a namespace was ever used with this store. */
export function readModes(store: PayoutStore, namespace: string): ResultAsync<string[], StoreFailure> {
  return store.readNote(modesScope(namespace), modesNote).map((note) => (note === null ? [] : note.split("\n")));
}

/** Reads once more before it writes, because another process may have noted its own meanwhile. */
function noteMode(store: PayoutStore, namespace: string, mode: string): ResultAsync<void, StoreFailure> {
  return readModes(store, namespace).andThen((modes) =>
    modes.includes(mode)
      ? okAsync(undefined)
      : store.writeNote(modesScope(namespace), modesNote, [...modes, mode].join("\n")),
  );
}

function modesScope(namespace: string): RecordScope {
  return { kind: "payout", mode: "", namespace };
}

const modesNote = "modes";
