import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Result, ok } from "neverthrow";
import type { RecordId, RecordScope, StoreFailure, StoredRecord } from "../../ports/payout-store.ts";
import { decodeKnownRecord } from "../sql/codec.ts";
import { keyColumns, recordColumnNames } from "../sql/columns.ts";

/** Reads many records in one statement for each scope. Its methods throw what SQLite throws. */
export class RecordLoads {
  readonly #plain: StatementSync;
  readonly #exact: StatementSync;

  constructor(database: DatabaseSync) {
    this.#plain = database.prepare(selectRecords);
    this.#exact = database.prepare(selectRecords);
    this.#exact.setReadBigInts(true);
  }

  /** The records of these ids, in their order; `null` for those that don't exist. */
  load(ids: readonly RecordId[]): Result<(StoredRecord | null)[], StoreFailure> {
    const found: (StoredRecord | null)[] = ids.map(() => null);
    for (const { scope, wanted } of byScope(ids)) {
      for (const row of this.#rows(JSON.stringify(wanted.map(({ id }) => id.reference)), scope)) {
        const entry = wanted[Number(row["place"])];
        if (entry === undefined) continue;
        const record = decodeKnownRecord(entry.id, row);
        if (record.isErr()) return record.map(() => found);
        found[entry.place] = record.value;
      }
    }
    return ok(found);
  }

  /** Numbers cost less than bigints, which only a number that is too large takes: the codec then tells it as such. */
  #rows(references: string, { kind, mode, namespace }: RecordScope): ReturnType<StatementSync["all"]> {
    try {
      return this.#plain.all(references, kind, mode, namespace);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      return this.#exact.all(references, kind, mode, namespace);
    }
  }
}

// The key is what was asked for, so it isn't read again. Only a cross join holds SQLite to this order of the two.
const selectRecords =
  `SELECT wanted.key AS place, ${recordColumnNames.slice(keyColumns.length).join(", ")} ` +
  "FROM json_each(?) AS wanted CROSS JOIN payoutkit_records AS found " +
  "WHERE found.kind = ? AND found.mode = ? AND found.namespace = ? AND found.reference = wanted.value";

interface Wanted {
  readonly id: RecordId;
  readonly place: number;
}

/** What is wanted of each scope; nearly always there is one. */
function byScope(ids: readonly RecordId[]): Iterable<{ readonly scope: RecordScope; readonly wanted: Wanted[] }> {
  const scopes = new Map<string, { readonly scope: RecordScope; readonly wanted: Wanted[] }>();
  ids.forEach((id, place) => {
    const name = `${id.kind}\n${id.mode}\n${id.namespace}`;
    const group = scopes.get(name);
    if (group === undefined) scopes.set(name, { scope: id, wanted: [{ id, place }] });
    else group.wanted.push({ id, place });
  });
  return scopes.values();
}
