import type { PayoutStore, RecordWrite, StoredRecord, WriteResult } from "../ports/payout-store.ts";
import { assertOk } from "./assert.ts";
import { expectEqual } from "./store-conformance-expect.ts";
import { sampleId } from "./store-conformance-records.ts";

/** Inserts records that don't exist; throws if one of them did. */
export async function insert(store: PayoutStore, records: readonly StoredRecord[]): Promise<void> {
  const results = await write(
    store,
    records.map((record) => ({ record, replaces: null })),
  );
  expectEqual(
    results,
    records.map(() => ({ written: true })),
    "inserts of new records",
  );
}

/** Writes and returns the results. */
export async function write(store: PayoutStore, writes: readonly RecordWrite[]): Promise<readonly WriteResult[]> {
  return assertOk(await store.write(writes)).entries;
}

/** Loads records of the sample scope. */
export async function loadAll(
  store: PayoutStore,
  references: readonly string[],
): Promise<readonly (StoredRecord | null)[]> {
  return assertOk(await store.load(references.map(sampleId))).entries;
}

/** Loads one record of the sample scope. */
export async function loadOne(store: PayoutStore, reference: string): Promise<StoredRecord | null> {
  return (await loadAll(store, [reference]))[0] ?? null;
}
