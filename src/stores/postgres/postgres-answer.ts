import { Result, err, ok } from "neverthrow";
import type { RecordId, RecordWrite, StoreFailure, StoredRecord, WriteResult } from "../../ports/payout-store.ts";
import { type SqlRow, decodeKnownRecord } from "../sql/codec.ts";
import { readInteger, readList, readText } from "../sql/read-value.ts";
import { storeFailure } from "../sql/store-failure.ts";

/** Whether a row that comes in any case holds a record. */
export function hasRecord(row: SqlRow): boolean {
  return row["revision"] !== null;
}

/** The records of the rows, one for each id that was asked for, `null` for those that hold none. */
export function readRecords(rows: readonly SqlRow[], ids: readonly RecordId[]): Result<(StoredRecord | null)[], StoreFailure> {
  const records: (StoredRecord | null)[] = [];
  for (const [place, id] of ids.entries()) {
    const row = rows[place];
    if (row === undefined) return err(unreadableAnswer("not_created", `${rows.length} rows for ${ids.length} records`));
    const record = hasRecord(row) ? decodeKnownRecord(id, row) : ok(null);
    if (record.isErr()) return err(record.error);
    records.push(record.value);
  }
  return ok(records);
}

/** The time of the answer, by the database's clock. */
export function readNowMs(rows: readonly SqlRow[]): Result<number, StoreFailure> {
  return understand("not_created", () => readInteger(rows[0]?.["now_ms"], "now_ms"));
}

/** What a write said of itself. */
export interface WriteAnswer {
  /** The places of the writes that took place. */
  readonly winners: ReadonlySet<number>;
  readonly nowMs: number;
}

/** Reads the one row of a write, which names the records that were written unless all were. */
export function readWriteAnswer(rows: readonly SqlRow[], writes: readonly RecordWrite[]): Result<WriteAnswer, StoreFailure> {
  return understand("unknown", () => {
    const won = readText(rows[0]?.["won"], "won");
    return {
      winners: won === "all" ? new Set(writes.keys()) : placesOf(JSON.parse(won), writes),
      nowMs: readInteger(rows[0]?.["now_ms"], "now_ms"),
    };
  });
}

/** What tells records apart, as one text. */
export function keyOf({ kind, mode, namespace, reference }: RecordId): string {
  return JSON.stringify([kind, mode, namespace, reference]);
}

/** The results of all writes; `currents` holds, in order, what the losers met. */
export function mergeResults(
  writes: readonly RecordWrite[],
  winners: ReadonlySet<number>,
  currents: readonly (StoredRecord | null)[],
): WriteResult[] {
  const rest = currents.values();
  return writes.map((_, place) =>
    winners.has(place) ? { written: true } : { written: false, current: rest.next().value ?? null },
  );
}

/** Some were written and what the others met couldn't be read. */
export function halfToldWrite(failure: StoreFailure): StoreFailure {
  return storeFailure({
    message: `some records were written, and what stands in place of the others couldn't be read: ${failure.message}`,
    outcome: "unknown",
    cause: failure,
  });
}

function placesOf(keys: unknown, writes: readonly RecordWrite[]): ReadonlySet<number> {
  const won = new Set(readList(keys, "won", (key) => JSON.stringify(readList(key, "won", readText))));
  return new Set(writes.flatMap(({ record }, place) => (won.has(keyOf(record)) ? [place] : [])));
}

function understand<T>(outcome: "not_created" | "unknown", read: () => T): Result<T, StoreFailure> {
  return Result.fromThrowable(read, (cause) => unreadableAnswer(outcome, String(cause)))();
}

function unreadableAnswer(outcome: "not_created" | "unknown", why: string): StoreFailure {
  return storeFailure({ message: `Postgres gave an answer that can't be read (${why}); check the pool`, outcome });
}
