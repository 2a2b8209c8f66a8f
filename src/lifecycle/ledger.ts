import { err, ok, type Result, type ResultAsync } from "neverthrow";
import { invariant } from "../domain/invariant.ts";
import type { Clock } from "../ports/clock.ts";
import type { PayoutStore, RecordId, StoredRecord, StoreFailure } from "../ports/payout-store.ts";
import type { ClockSkew } from "./clock-skew.ts";
import { groupCommits } from "./group-commit.ts";
import { brokenStore } from "./guarded-store.ts";
import type { Moment } from "./moment.ts";

/** A record as it was seen, and when. */
export interface Seen {
  readonly id: RecordId;
  readonly record: StoredRecord | null;
  readonly moment: Moment;
}

/** What stands in the store after a change was tried. */
export interface Changed extends Seen {
  /** Whether this call wrote it. */
  readonly written: boolean;
}

/** What a record becomes; `null`, or the same object, leaves it as it stands. */
export type Decide = (record: StoredRecord | null, moment: Moment) => StoredRecord | null;

/** The one place that performs transitions: decide on what was seen, write only over exactly that. */
export interface Ledger {
  load(id: RecordId): ResultAsync<Seen, StoreFailure>;
  /** Loads many records, whose ids are distinct, in one call of the store. */
  loadAll(ids: readonly RecordId[]): ResultAsync<readonly Seen[], StoreFailure>;
  /** Tries a transition; where another writer was first, it is decided again on what that one left. */
  change(seen: Seen, decide: Decide): Promise<Result<Changed, StoreFailure>>;
  /** Resolves when no load or write is under way. */
  settled(): Promise<void>;
}

export function createLedger(store: PayoutStore, clock: Required<Clock>, skew: ClockSkew): Ledger {
  const grouped = groupCommits(store, clock);
  const mintRevision = revisionMint(clock);
  const momentOf = (storeMs: number | null): Moment => {
    skew.observe("store", storeMs);
    return { processMs: clock.now(), storeMs, providerMs: skew.providerMs() };
  };

  async function change(seen: Seen, decide: Decide): Promise<Result<Changed, StoreFailure>> {
    let current = seen;
    for (let refusals = 0; ; ) {
      const next = decide(current.record, current.moment);
      if (next === null || next === current.record) return ok({ ...current, written: false });
      invariant(sameId(next, seen.id), "a transition changed a record's identity");
      const record = { ...next, revision: mintRevision() };
      const replaces = current.record?.revision ?? null;
      const answer = await grouped.write({ record, replaces });
      if (answer.isErr()) return answer.map(() => ({ ...current, written: false }));
      const { entry, storeMs } = answer.value;
      const moment = momentOf(storeMs);
      if (entry.written) return ok({ id: seen.id, record, moment, written: true });
      const nothingStoodInItsWay = (entry.current?.revision ?? null) === replaces;
      if (nothingStoodInItsWay && ++refusals === mostRefusals) return err(brokenStore("wrote nothing, with nothing in the way"));
      current = { id: seen.id, record: entry.current, moment };
    }
  }

  return {
    load: (id) => grouped.load(id).map(({ entry, storeMs }) => ({ id, record: entry, moment: momentOf(storeMs) })),
    loadAll: (ids) =>
      store.load(ids).andThen(({ entries, nowMs }) => {
        if (entries.length !== ids.length) return err(brokenStore("left an entry unanswered"));
        const moment = momentOf(nowMs);
        return ok(ids.map((id, place) => ({ id, record: entries[place] ?? null, moment })));
      }),
    change,
    settled: () => grouped.settled(),
  };
}

// Once or twice it happens, where somebody else changed a record by hand; always, it would be tried for good.
const mostRefusals = 10;

function sameId(left: RecordId, right: RecordId): boolean {
  return (
    left.kind === right.kind &&
    left.mode === right.mode &&
    left.namespace === right.namespace &&
    left.reference === right.reference
  );
}

/** Names that no other process and no earlier run has given. */
export function revisionMint(clock: Required<Clock>): () => string {
  const part = (): string => Math.floor(clock.random() * 2 ** 32).toString(36);
  const run = `${clock.now().toString(36)}.${part()}${part()}${part()}`;
  let count = 0;
  return () => `${run}.${(count++).toString(36)}`;
}
