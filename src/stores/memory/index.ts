import { type ResultAsync, okAsync } from "neverthrow";
import type {
  PayoutStore,
  RecordId,
  RecordQuery,
  RecordScope,
  RecordWrite,
  StoreAnswer,
  StoreFailure,
  StoredRecord,
  WriteResult,
} from "../../ports/payout-store.ts";
import { closedStore } from "../sql/store-failure.ts";
import { copyRecord } from "./copy-record.ts";
import { ScopeRecords } from "./scope-records.ts";

/**
 * A store that forgets everything with its process: for tests and scripts, never for money that has to be
 * paid once after a crash. It keeps copies, so that nobody can change a record but through `write`.
 * Its calls fail with `API_ERROR`, reason `store_unavailable`, only after `close`.
 *
 * @example
 * const client = new PayoutClient({ provider: sandboxProvider({ balance: { usd: 100_000 } }), store: memoryStore() });
 */
export function memoryStore(): PayoutStore {
  return new MemoryStore();
}

class MemoryStore implements PayoutStore {
  readonly specificationVersion = "v1";
  readonly name = "memory";
  readonly processes = null;
  readonly #scopes = new Map<string, ScopeRecords>();
  readonly #notes = new Map<string, string>();
  #closed = false;

  load(ids: readonly RecordId[]): ResultAsync<StoreAnswer<StoredRecord | null>, StoreFailure> {
    return this.#answer(() => ids.map((id) => this.#find(id)));
  }

  write(writes: readonly RecordWrite[]): ResultAsync<StoreAnswer<WriteResult>, StoreFailure> {
    return this.#answer(() => writes.map((write) => this.#writeOne(write)));
  }

  list(query: RecordQuery): ResultAsync<StoreAnswer<StoredRecord>, StoreFailure> {
    return this.#answer(() => this.#scope(query.scope).list(query).map(copyRecord));
  }

  readNote(scope: RecordScope, name: string): ResultAsync<string | null, StoreFailure> {
    return this.#whileOpen(() => this.#notes.get(noteKey(scope, name)) ?? null);
  }

  writeNote(scope: RecordScope, name: string, value: string): ResultAsync<void, StoreFailure> {
    return this.#whileOpen(() => {
      this.#notes.set(noteKey(scope, name), value);
    });
  }

  close(): ResultAsync<void, StoreFailure> {
    this.#closed = true;
    this.#scopes.clear();
    this.#notes.clear();
    return okAsync(undefined);
  }

  #writeOne({ record, replaces }: RecordWrite): WriteResult {
    const current = this.#find(record);
    if ((current?.revision ?? null) !== replaces) return { written: false, current };
    this.#scope(record).put(copyRecord(record));
    return { written: true };
  }

  #find(id: RecordId): StoredRecord | null {
    const record = this.#scope(id).get(id.reference);
    return record === undefined ? null : copyRecord(record);
  }

  #scope(scope: RecordScope): ScopeRecords {
    const key = scopeKey(scope);
    const known = this.#scopes.get(key);
    if (known !== undefined) return known;
    const created = new ScopeRecords();
    this.#scopes.set(key, created);
    return created;
  }

  #answer<T>(entries: () => readonly T[]): ResultAsync<StoreAnswer<T>, StoreFailure> {
    return this.#whileOpen(() => ({ entries: entries(), nowMs: null }));
  }

  #whileOpen<T>(work: () => T): ResultAsync<T, StoreFailure> {
    return this.#closed ? closedStore(this.name) : okAsync(work());
  }
}

function scopeKey({ kind, mode, namespace }: RecordScope): string {
  return JSON.stringify([kind, mode, namespace]);
}

function noteKey({ kind, mode, namespace }: RecordScope, name: string): string {
  return JSON.stringify([kind, mode, namespace, name]);
}
