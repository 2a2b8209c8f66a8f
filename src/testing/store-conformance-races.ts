import type { PayoutStore, RecordWrite, WriteResult } from "../ports/payout-store.ts";
import type { StoreCheck, StoreUnderTest } from "./store-conformance.ts";
import { expectEqual, expectThat } from "./store-conformance-expect.ts";
import { sampleRecord } from "./store-conformance-records.ts";
import { insert, loadAll, loadOne, write } from "./store-conformance-steps.ts";

const places = Array.from({ length: 20 }, (_, place) => place);

/** What happens to writers that come at once. */
export const raceChecks: Readonly<Record<string, StoreCheck>> = {
  "of twenty writers that insert the same record one wins, and the others are shown its record": async (underTest) => {
    await race(underTest, "new", (place) => ({
      record: sampleRecord("new", { revision: `of ${place}` }),
      replaces: null,
    }));
  },

  "of twenty writers that replace the same revision one wins, and the others are shown its record": async (
    underTest,
  ) => {
    await insert(underTest.store, [sampleRecord("old", { revision: "0" })]);
    await race(underTest, "old", (place) => ({
      record: sampleRecord("old", { revision: `of ${place}` }),
      replaces: "0",
    }));
  },

  "writers of many records in different orders all come to an end, and each record has one winner": async (
    underTest,
  ) => {
    const references = places.map((place) => `r${place}`);
    await insert(
      underTest.store,
      references.slice(10).map((reference) => sampleRecord(reference, { revision: "0" })),
    );
    const orders = [references, references.toReversed(), [...references.slice(7), ...references.slice(0, 7)]];
    const answers = await withTwoStores(underTest, (stores) =>
      Promise.all(
        orders.map((order, writer) =>
          write(
            storeOf(stores, writer),
            order.map((reference) => writeOf(reference, `of ${writer}`)),
          ),
        ),
      ),
    );
    const winners = references.map((reference) =>
      answers.flatMap((results, writer) =>
        results[orders[writer]?.indexOf(reference) ?? -1]?.written === true ? [writer] : [],
      ),
    );
    expectThat(
      winners.every((writers) => writers.length === 1),
      `the winners of each record are ${JSON.stringify(winners)}`,
    );
    const revisions = (await loadAll(underTest.store, references)).map((record) => record?.revision);
    expectEqual(
      revisions,
      winners.map(([writer]) => `of ${writer}`),
      "the revisions",
    );
  },
};

function writeOf(reference: string, revision: string): RecordWrite {
  const isOld = Number(reference.slice(1)) >= 10;
  return { record: sampleRecord(reference, { revision }), replaces: isOld ? "0" : null };
}

async function race(
  underTest: StoreUnderTest,
  reference: string,
  writeFor: (place: number) => RecordWrite,
): Promise<void> {
  const results = await withTwoStores(underTest, (stores) =>
    Promise.all(places.map((place) => write(storeOf(stores, place), [writeFor(place)]))),
  );
  const winners = places.filter((place) => results[place]?.[0]?.written === true);
  expectThat(winners.length === 1, `${winners.length} of twenty writers won`);
  const record = writeFor(winners[0] ?? 0).record;
  const expected: WriteResult[] = places.map((place) =>
    place === winners[0] ? { written: true } : { written: false, current: record },
  );
  expectEqual(results.flat(), expected, "what the writers were told");
  expectEqual(await loadOne(underTest.store, reference), record, "the record");
}

/** Runs a race over two stores on the same data, where the store has any that outlives it. */
async function withTwoStores<T>(
  { store, reopen }: StoreUnderTest,
  run: (stores: readonly [PayoutStore, PayoutStore]) => Promise<T>,
): Promise<T> {
  const second = await reopen?.();
  try {
    return await run([store, second ?? store]);
  } finally {
    await second?.close();
  }
}

function storeOf(stores: readonly [PayoutStore, PayoutStore], writer: number): PayoutStore {
  return writer % 2 === 0 ? stores[0] : stores[1];
}
