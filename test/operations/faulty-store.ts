import { errAsync, ResultAsync } from "neverthrow";
import { apiError } from "../../src/domain/api-error.ts";
import type { PayoutStore, StoreFailure } from "../../src/ports/payout-store.ts";

/**
 * How a store fails a call.
 *
 * - `refuses`: nothing was kept, and it says so
 * - `loses`, `keeps`: nobody knows, and nothing, or everything, was kept
 * - `hangs`: it never answers; nothing was kept
 * - `throws`, `rejects`: it breaks its contract
 */
export type StoreFault = "refuses" | "loses" | "keeps" | "hangs" | "throws" | "rejects";

export const storeFaults: readonly StoreFault[] = ["refuses", "loses", "keeps", "hangs", "throws", "rejects"];

type StoreMethod = "load" | "write" | "list" | "readNote" | "writeNote";

/** Decides whether a call fails; `count` is 1 for the first call of that method. */
export type Strike = (method: StoreMethod, count: number) => StoreFault | null;

/** A store over another one that fails when it is told to. */
export function faultyStore(inner: PayoutStore, strike: Strike): PayoutStore {
  const counts = new Map<StoreMethod, number>();
  const through = <T>(method: StoreMethod, call: () => ResultAsync<T, StoreFailure>): ResultAsync<T, StoreFailure> => {
    const count = (counts.get(method) ?? 0) + 1;
    counts.set(method, count);
    return failAs(strike(method, count), call);
  };
  return {
    specificationVersion: "v1",
    name: "faulty",
    processes: inner.processes,
    load: (ids) => through("load", () => inner.load(ids)),
    write: (writes) => through("write", () => inner.write(writes)),
    list: (query) => through("list", () => inner.list(query)),
    readNote: (scope, name) => through("readNote", () => inner.readNote(scope, name)),
    writeNote: (scope, name, value) => through("writeNote", () => inner.writeNote(scope, name, value)),
    close: () => inner.close(),
  };
}

function failAs<T>(fault: StoreFault | null, call: () => ResultAsync<T, StoreFailure>): ResultAsync<T, StoreFailure> {
  switch (fault) {
    case null:
      return call();
    case "refuses":
      return errAsync(apiError("store_unavailable", "not_created", "the store is read-only"));
    case "loses":
      return errAsync(unanswered());
    case "keeps":
      return call().andThen(() => errAsync(unanswered()));
    case "hangs":
      return new ResultAsync(new Promise(() => {}));
    case "throws":
      throw new Error("the store threw");
    case "rejects":
      return new ResultAsync(Promise.reject(new Error("the store rejected")));
  }
}

function unanswered(): StoreFailure {
  return apiError("store_unavailable", "unknown", "the store didn't answer the commit");
}
