import { ResultAsync, okAsync } from "neverthrow";
import type {
  PayoutStore,
  RecordId,
  RecordWrite,
  StoreAnswer,
  StoreFailure,
  StoredRecord,
  WriteResult,
} from "../../src/ports/payout-store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { storeFailure } from "../../src/stores/sql/store-failure.ts";
import { sampleRecord } from "../../src/testing/store-conformance-records.ts";

/** A store with one mistake, and the sentence of the contract that catches it. */
export interface BrokenStore {
  readonly mistake: string;
  readonly caughtBy: string;
  readonly make: () => PayoutStore;
}

/** Stores as people write them by mistake. */
export const brokenStores: readonly BrokenStore[] = [
  breaks("an insert replaces what is there", "write inserts a record only where none exists", (store) => ({
    write: (writes) => rewrite(store, writes, (write, current) => (write.replaces === null ? current : write.replaces)),
  })),
  breaks(
    "the last writer wins",
    "write loses to a revision that isn't the one that was seen, and returns what stands there",
    (store) => ({
      write: (writes) => rewrite(store, writes, (write, current) => (write.replaces === null ? null : current)),
    }),
  ),
  breaks("an update makes what is missing", "write never makes a record that it was to replace", (store) => ({
    write: (writes) => rewrite(store, writes, (write, current) => (current === null ? null : write.replaces)),
  })),
  breaks(
    "revisions are compared without regard to case",
    "write loses to a revision that isn't the one that was seen, and returns what stands there",
    (store) => ({
      write: (writes) =>
        rewrite(store, writes, ({ replaces }, current) =>
          replaces?.toLowerCase() === current?.toLowerCase() ? current : replaces,
        ),
    }),
  ),
  breaks(
    "revisions are counted and begin again",
    "write goes by the revision, even if all else is as it was",
    (store) => ({
      write: (writes) =>
        rewrite(store, writes, ({ replaces }, current) =>
          replaces !== null && Number(replaces) % 2 === Number(current) % 2 ? current : replaces,
        ),
    }),
  ),
  breaks("a loser isn't shown what stands there", "write inserts a record only where none exists", (store) => ({
    write: (writes) =>
      store
        .write(writes)
        .map((answer) =>
          mapEntries(answer, (entry) => (entry.written ? entry : { written: false as const, current: null })),
        ),
  })),
  breaks("one loser undoes the others", "a write that loses doesn't stop the others of its call", allOrNothing),
  breaks("winners are told first", "a write that loses doesn't stop the others of its call", (store) => ({
    write: (writes) =>
      store
        .write(writes)
        .map(({ entries, nowMs }) => ({
          nowMs,
          entries: entries.toSorted((left, right) => Number(right.written) - Number(left.written)),
        })),
  })),
  breaks("a revision of another scope counts", "write touches no record of another scope", (store) => ({
    write: (writes) =>
      store.write(
        writes.map((write) =>
          write.record.namespace === "other" && write.replaces !== null
            ? { ...write, replaces: `first of ${write.record.reference}` }
            : write,
        ),
      ),
  })),
  breaks(
    "a check and a write leave a gap",
    "of twenty writers that insert the same record one wins, and the others are shown its record",
    checkThenAct,
  ),
  breaks(
    "a check and an update leave a gap",
    "of twenty writers that replace the same revision one wins, and the others are shown its record",
    checkThenAct,
  ),
  breaks("a thousand values are too many", "one call writes a thousand records, and replaces them", (store) => ({
    write: (writes) =>
      writes.length > 999
        ? ResultAsync.fromPromise(Promise.reject(new Error("too many")), failed)
        : store.write(writes),
  })),
  breaks("references are compared without regard to case", "references are told apart byte for byte", (store) =>
    withReferences(store, (text) => text.toLowerCase()),
  ),
  breaks("references are normalised", "references are told apart byte for byte", (store) =>
    withReferences(store, (text) => text.normalize("NFC")),
  ),
  breaks("references lose spaces at their end", "references are told apart byte for byte", (store) =>
    withReferences(store, (text) => text.trimEnd()),
  ),
  breaks("references are cut at 191 characters", "references are told apart byte for byte", (store) =>
    withReferences(store, (text) => text.slice(0, 191)),
  ),
  breaks("namespace and reference are joined", "namespace and reference aren't joined into one", joined),
  breaks("the kind isn't part of the key", "kind, mode and namespace tell records apart", (store) => ({
    load: (ids) => store.load(ids.map((id) => ({ ...id, kind: "payout" }))),
    write: (writes) => store.write(writes.map((write) => ({ ...write, record: { ...write.record, kind: "payout" } }))),
  })),
  breaks(
    "absent records are left out",
    "load answers in the order of the ids, for one that is asked for twice too",
    (store) => ({
      load: (ids) =>
        store.load(ids).map(({ entries, nowMs }) => ({ nowMs, entries: entries.filter((entry) => entry !== null) })),
    }),
  ),
  breaks(
    "records come in the order of the index",
    "load answers in the order of the ids, for one that is asked for twice too",
    (store) => ({
      load: (ids) => store.load(ids.toSorted((left, right) => (left.reference < right.reference ? -1 : 1))),
    }),
  ),
  breaks("an absent record is made up", "load returns null for a record that doesn't exist", (store) => ({
    load: (ids) =>
      store
        .load(ids)
        .map(({ entries, nowMs }) => ({
          nowMs,
          entries: ids.map(({ reference }, place) => entries[place] ?? sampleRecord(reference)),
        })),
  })),
  breaks(
    "a field is forgotten",
    "load returns every field as it was written",
    changesRecords((record) => ({
      ...record,
      attempts: record.attempts.map((attempt) => ({ ...attempt, keyConflict: false })),
    })),
  ),
  breaks(
    "amounts are doubles of four bytes",
    "amounts and times up to the largest safe integer come back exactly",
    changesRecords((record) => ({ ...record, amount: Math.fround(record.amount) })),
  ),
  breaks(
    "metadata is assigned key by key",
    "metadata keeps a key named __proto__",
    changesRecords((record) => ({ ...record, metadata: assignKeyByKey(record.metadata) })),
  ),
  breaks("records are kept and not copied", "a record that was handed in or out is a copy", uncopied),
  breaks("the list hands out what is kept", "a record that was listed is a copy", uncopied),
  breaks(
    "times are in seconds",
    "an answer's time is a whole number of milliseconds, or null where the store has no clock",
    (store) => ({
      load: (ids) => store.load(ids).map(({ entries }) => ({ entries, nowMs: 1_767_225_600.5 })),
    }),
  ),
  breaks(
    "the list ignores the states",
    "list returns the records of the states that were asked for, each whole",
    (store) => ({
      list: (query) =>
        store.list({
          ...query,
          states: ["ready", "sending", "unknown", "reconciling", "paid", "failed", "canceled", "review"],
        }),
    }),
  ),
  breaks("the list keeps the first state", "list goes by the state that a record has now", staleList),
  breaks("the list is ordered by UTF-16", "list orders by the bytes of the reference", (store) => ({
    list: (query) =>
      store
        .list(query)
        .map(({ entries, nowMs }) => ({
          nowMs,
          entries: entries.toSorted((left, right) => (left.reference < right.reference ? -1 : 1)),
        })),
  })),
  breaks("the list is ordered as a dictionary", "list orders by the bytes of the reference", (store) => ({
    list: (query) =>
      store
        .list(query)
        .map(({ entries, nowMs }) => ({
          nowMs,
          entries: entries.toSorted((left, right) => left.reference.localeCompare(right.reference)),
        })),
  })),
  breaks("the limit is one too many", "list pages with a cursor give every record once", (store) => ({
    list: (query) => store.list({ ...query, limit: query.limit + 1 }),
  })),
  breaks("the cursor is ignored", "list pages with a cursor give every record once", (store) => ({
    list: (query) => store.list({ ...query, after: null }),
  })),
  breaks("the cursor has to exist", "list begins after a cursor that names no record", (store) => ({
    list: (query) => (query.after === "b" ? okAsync({ entries: [], nowMs: null }) : store.list(query)),
  })),
  breaks(
    "the limit counts records of every state",
    "list finds what open records are left among many that are settled",
    (store) => ({
      list: (query) =>
        store
          .list({
            ...query,
            states: ["ready", "sending", "unknown", "reconciling", "paid", "failed", "canceled", "review"],
          })
          .map(({ entries, nowMs }) => ({
            nowMs,
            entries: entries.filter((entry) => query.states.includes(entry.state)),
          })),
    }),
  ),
  breaks("the list looks into every namespace", "list looks into one scope alone", (store) => ({
    write: (writes) => store.write(writes.map((write) => ({ ...write, record: { ...write.record, mode: "live" } }))),
  })),
  breaks("a note is written once", "a note keeps the last value that was written", (store) => ({
    writeNote: (scope, name, value) =>
      store.readNote(scope, name).andThen((note) => store.writeNote(scope, name, note ?? value)),
  })),
  breaks("notes have no scope", "notes of other names and scopes are other notes", (store) => ({
    readNote: (scope, name) => store.readNote({ ...scope, namespace: "" }, name),
    writeNote: (scope, name, value) => store.writeNote({ ...scope, namespace: "" }, name, value),
  })),
  breaks("an absent note is empty", "a note that was never written is null", (store) => ({
    readNote: (scope, name) => store.readNote(scope, name).map((note) => note ?? ""),
  })),
  breaks("close does nothing", "calls after close fail with store_unavailable and wrote nothing", () => ({
    close: () => okAsync(undefined),
  })),
  breaks("close fails the second time", "close can be called twice", (store) => closesOnce(store)),
  breaks("the name is for people", "a store names itself and the version of the port", () => ({ name: "My Store" })),
  breaks(
    "the registry calls the living gone",
    "a process registry knows its own process as alive and tells nothing of names that it can't read",
    () => ({
      processes: { self: "me", isGone: (owner) => owner !== "you" },
    }),
  ),
];

function breaks(mistake: string, caughtBy: string, change: (store: PayoutStore) => Partial<PayoutStore>): BrokenStore {
  return {
    mistake,
    caughtBy,
    make: () => {
      const store = memoryStore();
      return { ...delegate(store), ...change(store) };
    },
  };
}

function delegate(store: PayoutStore): PayoutStore {
  return {
    specificationVersion: store.specificationVersion,
    name: store.name,
    processes: store.processes,
    load: (ids) => store.load(ids),
    write: (writes) => store.write(writes),
    list: (query) => store.list(query),
    readNote: (scope, name) => store.readNote(scope, name),
    writeNote: (scope, name, value) => store.writeNote(scope, name, value),
    close: () => store.close(),
  };
}

type WriteAnswer = ResultAsync<StoreAnswer<WriteResult>, StoreFailure>;

/** Writes with another revision than the one that was asked for. */
function rewrite(
  store: PayoutStore,
  writes: readonly RecordWrite[],
  replacesFor: (write: RecordWrite, currentRevision: string | null) => string | null,
): WriteAnswer {
  return store
    .load(writes.map((write) => write.record))
    .andThen(({ entries }) =>
      store.write(
        writes.map((write, place) => ({
          record: write.record,
          replaces: replacesFor(write, entries[place]?.revision ?? null),
        })),
      ),
    );
}

function allOrNothing(store: PayoutStore): Partial<PayoutStore> {
  return {
    write: (writes) =>
      store.load(writes.map((write) => write.record)).andThen(({ entries, nowMs }) => {
        const loses = writes.some((write, place) => (entries[place]?.revision ?? null) !== write.replaces);
        if (!loses) return store.write(writes);
        return okAsync({ nowMs, entries: entries.map((current) => ({ written: false as const, current })) });
      }),
  };
}

function checkThenAct(store: PayoutStore): Partial<PayoutStore> {
  return {
    write: (writes) =>
      store
        .load(writes.map((write) => write.record))
        .andThen((before) => ResultAsync.fromSafePromise(nextTurn()).map(() => before))
        .andThen(({ entries }) => {
          const loses = writes.some((write, place) => (entries[place]?.revision ?? null) !== write.replaces);
          return loses ? store.write(writes) : rewrite(store, writes, (_, current) => current);
        }),
  };
}

function withReferences(store: PayoutStore, change: (reference: string) => string): Partial<PayoutStore> {
  const changed = <T extends RecordId>(id: T): T => ({ ...id, reference: change(id.reference) });
  return {
    load: (ids) => store.load(ids.map(changed)),
    write: (writes) => store.write(writes.map((write) => ({ ...write, record: changed(write.record) }))),
  };
}

function joined(store: PayoutStore): Partial<PayoutStore> {
  const changed = <T extends RecordId>(id: T): T => ({
    ...id,
    namespace: "",
    reference: `${id.namespace}:${id.reference}`,
  });
  return {
    load: (ids) => store.load(ids.map(changed)),
    write: (writes) => store.write(writes.map((write) => ({ ...write, record: changed(write.record) }))),
  };
}

function changesRecords(change: (record: StoredRecord) => StoredRecord): (store: PayoutStore) => Partial<PayoutStore> {
  return (store) => ({
    write: (writes) => store.write(writes.map((write) => ({ ...write, record: change(write.record) }))),
  });
}

function uncopied(): Partial<PayoutStore> {
  const kept = new Map<string, StoredRecord>();
  return {
    load: (ids) => okAsync({ nowMs: null, entries: ids.map((id) => kept.get(id.reference) ?? null) }),
    write: (writes) => {
      for (const { record } of writes) kept.set(record.reference, record);
      return okAsync({ nowMs: null, entries: writes.map(() => ({ written: true as const })) });
    },
    list: () => okAsync({ nowMs: null, entries: [...kept.values()] }),
  };
}

function staleList(store: PayoutStore): Partial<PayoutStore> {
  const firstState = new Map<string, StoredRecord["state"]>();
  return {
    write: (writes) => {
      for (const { record, replaces } of writes) if (replaces === null) firstState.set(record.reference, record.state);
      return store.write(writes);
    },
    list: (query) =>
      store
        .list({ ...query, states: ["sending", "paid"] })
        .map(({ entries, nowMs }) => ({
          nowMs,
          entries: entries.filter((entry) => query.states.some((state) => state === firstState.get(entry.reference))),
        })),
  };
}

function closesOnce(store: PayoutStore): Partial<PayoutStore> {
  let closed = false;
  return {
    close: () => {
      if (closed) return ResultAsync.fromPromise(Promise.reject(new Error("not open")), failed);
      closed = true;
      return store.close();
    },
  };
}

function assignKeyByKey(metadata: Readonly<Record<string, string>>): Record<string, string> {
  const copy: Record<string, string> = {};
  for (const [key, value] of Object.entries(metadata)) copy[key] = value;
  return copy;
}

function mapEntries<T, U>({ entries, nowMs }: StoreAnswer<T>, change: (entry: T) => U): StoreAnswer<U> {
  return { entries: entries.map(change), nowMs };
}

function failed(cause: unknown): StoreFailure {
  return storeFailure({ message: "the broken store failed", cause });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
