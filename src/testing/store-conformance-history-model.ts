import { movedMoney, type TransferStatus, transferStatuses } from "../domain/transfer.ts";
import type { HistoryQuery, HistorySum, MirroredTransfer } from "../ports/transfer-history.ts";

/** What some transfers come to, added up one by one. */
export function addUp(transfers: readonly MirroredTransfer[], query: HistoryQuery): readonly HistorySum[] {
  const wanted = transfers.filter((transfer) => isWanted(transfer, query));
  const currencies = [...new Set(wanted.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => addUpCurrency(currency, wanted.filter((transfer) => transfer.currency === currency), query));
}

/** So many transfers of every kind, the same ones each time. */
export function sampleTransfers(count: number): MirroredTransfer[] {
  const next = numbers();
  return Array.from({ length: count }, (_, place) => {
    const status = pick(transferStatuses, next());
    const amount = 1 + (next() % 50);
    return {
      id: `tr_${place}`,
      namespace: pick([null, "default", "other"], next()),
      recipientId: `acct_${next() % 9}`,
      amount,
      currency: pick(["usd", "eur", "jpy"], next()),
      amountReversed: status === "reversed" ? amount : status === "partially_reversed" ? next() % amount : 0,
      status,
      createdAtMs: Date.UTC(1969, 11, 1) + (next() % 90) * 43_200_000 + (next() % 3) - 1,
    };
  });
}

function addUpCurrency(currency: string, transfers: readonly MirroredTransfer[], { top, days }: HistoryQuery): HistorySum {
  const moved = transfers.filter(({ status }) => movedMoney(status));
  const amounts = moved.map(({ amount }) => amount);
  const recipients = shares(moved, ({ recipientId }) => recipientId).map(([recipientId, share]) => ({ recipientId, ...share }));
  const order = recipients.sort((left, right) => Number(right.net - left.net) || (left.recipientId < right.recipientId ? -1 : 1));
  return {
    currency,
    count: moved.length,
    gross: sum(moved, ({ amount }) => amount),
    reversed: sum(moved, ({ amountReversed }) => amountReversed),
    smallest: moved.length === 0 ? 0 : Math.min(...amounts),
    largest: moved.length === 0 ? 0 : Math.max(...amounts),
    recipientCount: recipients.length,
    byStatus: countStatuses(transfers),
    topRecipients: order.slice(0, top),
    days: days ? shares(moved, ({ createdAtMs }) => Math.floor(createdAtMs / dayMs) * dayMs).map(([startMs, share]) => ({ startMs, ...share })) : [],
  };
}

function isWanted(transfer: MirroredTransfer, query: HistoryQuery): boolean {
  const { recipientId, currency, fromMs, toMs, origin, namespace } = query;
  return (
    (recipientId === null || transfer.recipientId === recipientId) &&
    (currency === null || transfer.currency === currency) &&
    (fromMs === null || transfer.createdAtMs >= fromMs) &&
    (toMs === null || transfer.createdAtMs < toMs) &&
    (origin === null || (origin === "payoutkit") === (transfer.namespace === namespace))
  );
}

function shares<K>(transfers: readonly MirroredTransfer[], keyOf: (transfer: MirroredTransfer) => K): [K, { count: number; net: bigint }][] {
  const keys = [...new Set(transfers.map(keyOf))];
  return keys.map((key) => {
    const group = transfers.filter((transfer) => keyOf(transfer) === key);
    return [key, { count: group.length, net: sum(group, ({ amount, amountReversed }) => amount - amountReversed) }];
  });
}

function sum(transfers: readonly MirroredTransfer[], of: (transfer: MirroredTransfer) => number): bigint {
  return transfers.reduce((total, transfer) => total + BigInt(of(transfer)), 0n);
}

function countStatuses(transfers: readonly MirroredTransfer[]): Record<TransferStatus, number> {
  const counts = { pending: 0, paid: 0, partially_reversed: 0, reversed: 0, failed: 0, unrecognized: 0 };
  for (const { status } of transfers) counts[status] += 1;
  return counts;
}

function pick<T>(entries: readonly T[], number: number): T {
  const entry = entries[number % entries.length];
  if (entry === undefined) throw new Error("there is nothing to pick from");
  return entry;
}

/** Numbers that look random and are the same each time. */
function numbers(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state >>> 12;
  };
}

const dayMs = 86_400_000;
