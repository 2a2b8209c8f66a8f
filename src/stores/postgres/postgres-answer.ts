import { Result, err, ok } from "neverthrow";
import type { RecordWrite, StoreFailure, StoredRecord, WriteResult } from "../../ports/payout-store.ts";
import { type SqlRow, decodeRecord } from "../sql/codec.ts";
import { readInteger, readList, readText } from "../sql/read-value.ts";
import { storeFailure } from "../sql/store-failure.ts";

/** Whether a row that comes in any case holds a record. */
export function hasRecord(row: SqlRow): boolean {
  return row["revision"] !== null;
}

/** The records of the rows, one for each that was asked for, `null` for those that hold none. */
export function readRecords(rows: readonly SqlRow[], count: number): Result<(StoredRecord | null)[], StoreFailure> {
  const asked = rows.slice(0, count);
  if (asked.length < count) return err(unreadableAnswer("not_created", `${rows.length} rows for ${count} records`));
  return Result.combine(asked.map((row) => (hasRecord(row) ? decodeRecord(row) : ok(null))));
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

/** Reads the one row of a write. */
export function readWriteAnswer(rows: readonly SqlRow[]): Result<WriteAnswer, StoreFailure> {
  return understand("unknown", () => ({
    winners: new Set(readList(JSON.parse(readText(rows[0]?.["won"], "won")), "won", readInteger)),
    nowMs: readInteger(rows[0]?.["now_ms"], "now_ms"),
  }));
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

function understand<T>(outcome: "not_created" | "unknown", read: () => T): Result<T, StoreFailure> {
  return Result.fromThrowable(read, (cause) => unreadableAnswer(outcome, String(cause)))();
}

function unreadableAnswer(outcome: "not_created" | "unknown", why: string): StoreFailure {
  return storeFailure({ message: `Postgres gave an answer that can't be read (${why}); check the pool`, outcome });
}
