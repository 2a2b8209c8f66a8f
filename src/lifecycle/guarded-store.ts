import { err, type Result, ResultAsync } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { PayoutStore, StoreFailure } from "../ports/payout-store.ts";
import type { TransferHistory } from "../ports/transfer-history.ts";
import { Deadlines } from "./deadlines.ts";

/** How long a store may take for one call before nobody waits for its answer any longer. */
export const storeTimeoutMs = 30_000;

/**
 * A store that answers even where its adapter breaks the contract by throwing, rejecting or not answering. What a
 * call that was given up on does later does no harm: each write compares the revision first.
 */
export function guardedStore(store: PayoutStore, clock: Required<Clock>): PayoutStore {
  const deadlines = new Deadlines(clock);
  const guarded: Guard = (call) => new ResultAsync(inTime(answerOf(call), deadlines));
  return {
    specificationVersion: store.specificationVersion,
    name: store.name,
    processes: store.processes,
    load: (ids) => guarded(() => store.load(ids)),
    write: (writes) => guarded(() => store.write(writes)),
    list: (query) => guarded(() => store.list(query)),
    readNote: (scope, name) => guarded(() => store.readNote(scope, name)),
    writeNote: (scope, name, value) => guarded(() => store.writeNote(scope, name, value)),
    history: store.history === undefined ? undefined : guardedHistory(store.history, guarded),
    close: () => guarded(() => store.close()),
  };
}

type Guard = <T>(call: () => PromiseLike<Result<T, StoreFailure>>) => ResultAsync<T, StoreFailure>;

function guardedHistory(history: TransferHistory, guarded: Guard): TransferHistory {
  return {
    coveredMs: (scope) => guarded(() => history.coveredMs(scope)),
    extend: (scope, transfers, coveredMs) => guarded(() => history.extend(scope, transfers, coveredMs)),
    refresh: (scope, transfers) => guarded(() => history.refresh(scope, transfers)),
    sum: (scope, query) => guarded(() => history.sum(scope, query)),
  };
}

/** What a store's breach of its contract comes to: nobody knows what it kept. */
export function brokenStore(what: string, cause?: unknown): StoreFailure {
  return apiError("store_unavailable", "unknown", `the store ${what}; call again with the same reference`, { cause });
}

async function answerOf<T>(call: () => PromiseLike<Result<T, StoreFailure>>): Promise<Result<T, StoreFailure>> {
  try {
    return await call();
  } catch (cause) {
    return err(brokenStore("threw instead of answering", cause));
  }
}

function inTime<T>(answer: Promise<Result<T, StoreFailure>>, deadlines: Deadlines): Promise<Result<T, StoreFailure>> {
  return new Promise((resolve, reject) => {
    const cancel = deadlines.after(storeTimeoutMs, () => resolve(err(brokenStore(`didn't answer within ${storeTimeoutMs / 1000} s`))));
    answer.then((result) => {
      cancel();
      resolve(result);
    }, reject);
  });
}
