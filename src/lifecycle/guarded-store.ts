import { err, type Result, ResultAsync } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { PayoutStore, StoreFailure } from "../ports/payout-store.ts";

/** A store that answers even where its adapter breaks the contract by throwing or rejecting. */
export function guardedStore(store: PayoutStore): PayoutStore {
  return {
    specificationVersion: store.specificationVersion,
    name: store.name,
    processes: store.processes,
    load: (ids) => guarded(() => store.load(ids)),
    write: (writes) => guarded(() => store.write(writes)),
    list: (query) => guarded(() => store.list(query)),
    readNote: (scope, name) => guarded(() => store.readNote(scope, name)),
    writeNote: (scope, name, value) => guarded(() => store.writeNote(scope, name, value)),
    close: () => guarded(() => store.close()),
  };
}

/** What a store's breach of its contract comes to: nobody knows what it kept. */
export function brokenStore(what: string, cause?: unknown): StoreFailure {
  return apiError("store_unavailable", "unknown", `the store ${what}; call again with the same reference`, { cause });
}

function guarded<T>(call: () => PromiseLike<Result<T, StoreFailure>>): ResultAsync<T, StoreFailure> {
  return new ResultAsync(answerOf(call));
}

async function answerOf<T>(call: () => PromiseLike<Result<T, StoreFailure>>): Promise<Result<T, StoreFailure>> {
  try {
    return await call();
  } catch (cause) {
    return err(brokenStore("threw instead of answering", cause));
  }
}
