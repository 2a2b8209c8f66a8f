import type { Result } from "neverthrow";
import type { PayoutStore, StoreFailure } from "../ports/payout-store.ts";
import type { HistoryQuery, HistoryScope, HistorySums, MirroredTransfer, TransferHistory } from "../ports/transfer-history.ts";
import { assertErr, assertOk } from "./assert.ts";
import type { StoreCheck } from "./store-conformance.ts";
import { expectEqual, expectThat } from "./store-conformance-expect.ts";
import { addUp, sampleTransfers } from "./store-conformance-history-model.ts";

/** What a store owes that declares a mirror of the history, declares that it has none, or declares nothing. */
export function historyChecksFor(declared: boolean | undefined): Readonly<Record<string, StoreCheck>> {
  if (declared === true) return historyChecks;
  if (declared === false) return noHistoryChecks;
  const ifThere = (check: StoreCheck): StoreCheck => async (underTest) => {
    if (underTest.store.history !== undefined) await check(underTest);
  };
  return Object.fromEntries(Object.entries(historyChecks).map(([title, check]) => [title, ifThere(check)]));
}

const noHistoryChecks: Readonly<Record<string, StoreCheck>> = {
  "a store that declares no history has none": async ({ store }) => {
    expectEqual(store.history, undefined, "the history");
  },
};

const historyChecks: Readonly<Record<string, StoreCheck>> = {
  "a history that was never written is null": async ({ store }) => {
    const history = historyOf(store);
    expectEqual(assertOk(await history.coveredMs(scope)), null, "the time up to which it is covered");
    expectEqual(assertOk(await history.sum(scope, everything)), null, "the sums");
  },

  "a history is covered from its first write on, even by no transfer, and never goes back": async ({ store }) => {
    const history = historyOf(store);
    for (const [coveredMs, expected] of [[5, 5], [9, 9], [7, 9]] as const) {
      expectEqual(assertOk(await history.extend(scope, [], coveredMs)), 0, "what was written");
      expectEqual(assertOk(await history.coveredMs(scope)), expected, "the time up to which it is covered");
    }
    expectEqual(assertOk(await history.sum(scope, everything)), { coveredMs: 9, currencies: [] }, "the sums");
  },

  "a transfer that is written again counts once": async ({ store }) => {
    const history = historyOf(store);
    expectEqual(assertOk(await history.extend(scope, [transfer], 5)), 1, "what was written first");
    expectEqual(assertOk(await history.extend(scope, [transfer], 6)), 0, "what was written then");
    await expectSums(history, [transfer]);
  },

  "what was taken back of a transfer never becomes less, and pending never comes after paid": async ({ store }) => {
    const history = historyOf(store);
    const partly: MirroredTransfer = { ...transfer, amountReversed: 30, status: "partially_reversed" };
    const pending: MirroredTransfer = { ...transfer, id: "tr_pending", status: "pending" };
    assertOk(await history.extend(scope, [transfer, pending], 5));
    expectEqual(assertOk(await history.extend(scope, [partly, { ...pending, status: "paid" }], 5)), 2, "the news");
    expectEqual(assertOk(await history.extend(scope, [transfer, pending], 5)), 0, "what is old");
    await expectSums(history, [partly, { ...pending, status: "paid" }]);
  },

  "refresh changes what is there and leaves out the rest": async ({ store }) => {
    const history = historyOf(store);
    const whole: MirroredTransfer = { ...transfer, amountReversed: 100, status: "reversed" };
    expectEqual(assertOk(await history.refresh(scope, [transfer])), 0, "what was refreshed of nothing");
    expectEqual(assertOk(await history.coveredMs(scope)), null, "the time up to which it is covered");
    assertOk(await history.extend(scope, [transfer], 5));
    expectEqual(assertOk(await history.refresh(scope, [{ ...transfer, id: "tr_unknown" }, whole])), 1, "what was refreshed");
    await expectSums(history, [whole]);
  },

  "sums agree with adding up the transfers one by one, before and after they change": async ({ store }) => {
    const history = historyOf(store);
    const transfers = sampleTransfers(400);
    assertOk(await history.extend(scope, transfers, 5));
    await expectSums(history, transfers);
    const changed = transfers.map((kept, place): MirroredTransfer => (place % 3 === 0 ? changedTransfer(kept, place) : kept));
    assertOk(await history.extend(scope, changed, 6));
    await expectSums(history, changed);
  },

  "sums are exact however large they are": async ({ store }) => {
    const history = historyOf(store);
    const large = { ...transfer, amount: Number.MAX_SAFE_INTEGER };
    const transfers = [large, { ...large, id: "tr_2" }, { ...large, id: "tr_3", amountReversed: 1, status: "partially_reversed" as const }];
    assertOk(await history.extend(scope, transfers, 5));
    await expectSums(history, transfers);
  },

  "histories of other providers, modes and accounts are other histories": async ({ store }) => {
    const history = historyOf(store);
    const scopes: readonly HistoryScope[] = [scope, { ...scope, provider: "other" }, { ...scope, mode: "live" }, { ...scope, account: "acct_2" }];
    for (const [place, other] of scopes.entries()) assertOk(await history.extend(other, [{ ...transfer, amount: 1 + place }], place));
    for (const [place, other] of scopes.entries()) {
      const { coveredMs, currencies } = await sums(history, everything, other);
      expectEqual([coveredMs, currencies[0]?.gross], [place, BigInt(1 + place)], `the history of ${JSON.stringify(other)}`);
    }
  },

  "writers of one history at once lose nothing": async ({ store, reopen }) => {
    const other = reopen === undefined ? store : await reopen();
    const transfers = sampleTransfers(120);
    const writes = Array.from({ length: 6 }, (_, place) => {
      const some = transfers.filter((__, index) => index % 6 === place || index % 5 === 0);
      return historyOf(place % 2 === 0 ? store : other).extend(scope, place % 3 === 0 ? some : some.toReversed(), place);
    });
    for (const written of await Promise.all(writes)) assertOk(written);
    const { coveredMs } = await sums(historyOf(store), everything);
    expectEqual(coveredMs, 5, "the time up to which it is covered");
    await expectSums(historyOf(other), transfers);
    if (other !== store) await other.close();
  },

  "a history outlives its store": async ({ store, reopen }) => {
    if (reopen === undefined) return;
    assertOk(await historyOf(store).extend(scope, [transfer], 5));
    assertOk(await store.close());
    const later = await reopen();
    await expectSums(historyOf(later), [transfer]);
    assertOk(await later.close());
  },

  "a history that is asked after close fails with store_unavailable": async ({ store }) => {
    const history = historyOf(store);
    assertOk(await store.close());
    const answers: Result<unknown, StoreFailure>[] = [
      await history.coveredMs(scope),
      await history.extend(scope, [transfer], 5),
      await history.refresh(scope, [transfer]),
      await history.sum(scope, everything),
    ];
    for (const answer of answers) {
      const { reason, outcome } = assertErr(answer);
      expectEqual({ reason, outcome }, { reason: "store_unavailable", outcome: "not_created" }, "the failure");
    }
  },
};

const scope: HistoryScope = { provider: "sample", mode: "test", account: "acct_1" };

const everything: HistoryQuery = {
  namespace: "default",
  origin: null,
  recipientId: null,
  currency: null,
  fromMs: null,
  toMs: null,
  top: 10,
  days: true,
};

const transfer: MirroredTransfer = {
  id: "tr_1",
  namespace: "default",
  recipientId: "acct_maya",
  amount: 100,
  currency: "usd",
  amountReversed: 0,
  status: "paid",
  createdAtMs: 1_700_000_000_000,
};

function changedTransfer(kept: MirroredTransfer, place: number): MirroredTransfer {
  if (place % 2 === 0) return { ...kept, amountReversed: kept.amount, status: "reversed" };
  return { ...kept, status: kept.status === "paid" ? "failed" : "paid" };
}

function historyOf({ history }: PayoutStore): TransferHistory {
  expectThat(history !== undefined, "the store has no history, and its suite declares one");
  if (history === undefined) throw new Error("the store has no history");
  return history;
}

async function sums(history: TransferHistory, query: HistoryQuery, of: HistoryScope = scope): Promise<HistorySums> {
  const answer = assertOk(await history.sum(of, query));
  if (answer === null) throw new Error("nothing was mirrored yet");
  return answer;
}

async function expectSums(history: TransferHistory, transfers: readonly MirroredTransfer[]): Promise<void> {
  const queries: readonly Partial<HistoryQuery>[] = [
    {},
    { top: 2, days: false },
    { top: 0 },
    { origin: "payoutkit" },
    { origin: "other", namespace: "other" },
    { recipientId: "acct_3" },
    { currency: "eur", recipientId: "acct_4" },
    { fromMs: 0 },
    { toMs: 86_400_000 * 3 },
    { fromMs: -86_400_000 * 9, toMs: 43_200_000, origin: "payoutkit", top: 3 },
    { fromMs: 43_200_000, recipientId: "acct_5", currency: "usd" },
  ];
  for (const changes of queries) {
    const query = { ...everything, ...changes };
    const { currencies } = await sums(history, query);
    const sorted = currencies.toSorted((left, right) => (left.currency < right.currency ? -1 : 1));
    expectEqual(texts(sorted), texts(addUp(transfers, query)), `the sums of ${JSON.stringify(changes)}`);
  }
}

/** Bigints and days as text, in one order. */
function texts(all: HistorySums["currencies"]): unknown {
  return all.map(({ days, ...rest }) => ({
    ...rest,
    gross: String(rest.gross),
    reversed: String(rest.reversed),
    topRecipients: rest.topRecipients.map((share) => `${share.recipientId} ${share.count} ${share.net}`),
    days: days.map((day) => `${day.startMs} ${day.count} ${day.net}`).sort(),
  }));
}
