import { ResultAsync } from "neverthrow";
import type { PayoutStore, TransferProvider } from "../../src/index.ts";
import type { Death, StepKind } from "./worker-task.ts";

/** Hears of every step of the send path. */
export type OnStep = (kind: StepKind, name: string) => void;

/** Counts steps and calls `die` at the one that was chosen. */
export function countSteps(death: Death | null, die: (name: string) => void): OnStep {
  let count = 0;
  return (kind, name) => {
    if (death === null || (death.at !== kind && death.at !== name)) return;
    count += 1;
    if (count === death.count) die(name);
  };
}

/** A store that tells of each of its calls. */
export function watchStore(store: PayoutStore, onStep: OnStep): PayoutStore {
  return {
    ...store,
    specificationVersion: store.specificationVersion,
    name: store.name,
    processes: store.processes,
    load: (ids) => watched("store.load", onStep, () => store.load(ids)),
    write: (writes) => watched("store.write", onStep, () => store.write(writes)),
    list: (query) => watched("store.list", onStep, () => store.list(query)),
    readNote: (scope, name) => watched("store.readNote", onStep, () => store.readNote(scope, name)),
    writeNote: (scope, name, value) => watched("store.writeNote", onStep, () => store.writeNote(scope, name, value)),
    close: () => store.close(),
  };
}

/** A provider that tells of each of its calls. */
export function watchProvider(provider: TransferProvider, onStep: OnStep): TransferProvider {
  return {
    ...provider,
    identify: (call) => watched("provider.identify", onStep, () => provider.identify(call)),
    balance: (call) => watched("provider.balance", onStep, () => provider.balance(call)),
    create: (command) => watched("provider.create", onStep, () => provider.create(command)),
    get: (id, call) => watched("provider.get", onStep, () => provider.get(id, call)),
    list: (query, call) => watched("provider.list", onStep, () => provider.list(query, call)),
    findByReference: (mark, call) =>
      watched("provider.findByReference", onStep, () => provider.findByReference(mark, call)),
  };
}

/** A call that is told of before it begins, while it lasts, and once it was answered. */
function watched<T, E>(name: string, onStep: OnStep, call: () => ResultAsync<T, E>): ResultAsync<T, E> {
  return new ResultAsync(
    (async () => {
      onStep("edge", `before ${name}`);
      const during = setTimeout(() => onStep("during", `during ${name}`), 1);
      const answer = await call();
      clearTimeout(during);
      onStep("edge", `after ${name}`);
      return answer;
    })(),
  );
}
