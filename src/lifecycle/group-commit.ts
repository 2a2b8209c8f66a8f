import { err, ok, type Result, ResultAsync } from "neverthrow";
import type { Clock } from "../ports/clock.ts";
import type {
  PayoutStore,
  RecordId,
  RecordWrite,
  StoreAnswer,
  StoredRecord,
  StoreFailure,
  WriteResult,
} from "../ports/payout-store.ts";
import { brokenStore } from "./guarded-store.ts";

/** One entry of a store's answer and the store's own time. */
export interface GroupedEntry<T> {
  readonly entry: T;
  readonly storeMs: number | null;
}

/** A store to which single loads and writes are given, and which sends them on in groups. */
export interface GroupedStore {
  load(id: RecordId): ResultAsync<GroupedEntry<StoredRecord | null>, StoreFailure>;
  write(write: RecordWrite): Promise<Result<GroupedEntry<WriteResult>, StoreFailure>>;
  /** Resolves when nothing is waiting or under way. */
  settled(): Promise<void>;
}

/**
 * Gathers what many payouts ask of the store in one turn of the event loop, so that a batch costs a few
 * commits and not one for each payout.
 */
export function groupCommits(store: PayoutStore, clock: Required<Clock>): GroupedStore {
  const loads = new Group<RecordId, StoredRecord | null>(clock, recordKey, (ids) => store.load(ids));
  const writes = new Group<RecordWrite, WriteResult>(
    clock,
    (write) => recordKey(write.record),
    (entries) => store.write(entries),
  );
  return {
    load: (id) => new ResultAsync(loads.add(id)),
    write: (write) => writes.add(write),
    settled: async () => {
      await loads.settled();
      await writes.settled();
    },
  };
}

const largestGroup = 500;

// Long enough that a batch's commits gather more than a few, short beside a request to a provider.
const lingerMs = 10;

// So many share a commit that to wait for more would bring nothing.
const plenty = 64;

type Answer<O> = Result<GroupedEntry<O>, StoreFailure>;
type SendGroup<I, O> = (inputs: readonly I[]) => ResultAsync<StoreAnswer<O>, StoreFailure>;

interface Waiting<I, O> {
  readonly input: I;
  readonly key: string;
  readonly resolve: (answer: Answer<O>) => void;
}

class Group<I, O> {
  readonly #clock: Required<Clock>;
  readonly #keyOf: (input: I) => string;
  readonly #send: SendGroup<I, O>;
  #waiting: Waiting<I, O>[] = [];
  #draining: Promise<void> | null = null;
  /** How large groups were of late: one who is alone needn't wait for others. */
  #usualSize = 1;
  #onPlenty: (() => void) | null = null;

  constructor(clock: Required<Clock>, keyOf: (input: I) => string, send: SendGroup<I, O>) {
    this.#clock = clock;
    this.#keyOf = keyOf;
    this.#send = send;
  }

  add(input: I): Promise<Answer<O>> {
    const answer = new Promise<Answer<O>>((resolve) => {
      this.#waiting.push({ input, key: this.#keyOf(input), resolve });
    });
    if (this.#waiting.length >= plenty) this.#onPlenty?.();
    this.#draining ??= this.#drain();
    return answer;
  }

  async settled(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gathered();
      const group = this.#takeGroup();
      this.#usualSize = 0.75 * this.#usualSize + 0.25 * group.length;
      const answer = await this.#send(group.map(({ input }) => input));
      for (const [index, { resolve }] of group.entries()) resolve(entryOf(answer, index));
    }
    this.#draining = null;
  }

  /** Resolves when whoever asks in this turn has asked and, where groups were larger than one of late, a little later. */
  #gathered(): Promise<void> {
    if (this.#usualSize < 2 || this.#waiting.length >= plenty) return this.#clock.turn();
    return new Promise((resolve, reject) => {
      this.#onPlenty = resolve;
      this.#clock.turn(lingerMs).then(resolve, reject);
    });
  }

  /** The ids of one call are distinct, so a second entry of the same id waits for the next group. */
  #takeGroup(): Waiting<I, O>[] {
    const group = new Map<string, Waiting<I, O>>();
    const later: Waiting<I, O>[] = [];
    for (const entry of this.#waiting) {
      if (group.size < largestGroup && !group.has(entry.key)) group.set(entry.key, entry);
      else later.push(entry);
    }
    this.#waiting = later;
    return [...group.values()];
  }
}

function entryOf<O>(answer: Result<StoreAnswer<O>, StoreFailure>, index: number): Answer<O> {
  if (answer.isErr()) return err(answer.error);
  const { entries, nowMs } = answer.value;
  const entry = entries[index];
  return entry === undefined ? err(brokenStore("left an entry unanswered")) : ok({ entry, storeMs: nowMs });
}

function recordKey(id: RecordId): string {
  return `${id.kind}\n${id.mode}\n${id.namespace}\n${id.reference}`;
}
