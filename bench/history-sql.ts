import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type HistoryScope, type MirroredTransfer, PayoutClient } from "payoutkit";
import { sandboxProvider } from "payoutkit/sandbox";
import { sqliteStore } from "payoutkit/sqlite";
import { median } from "./runs.ts";

/**
 * One recipient's total and a summary, by the client from a mirror in SQLite, and by a hand-written SELECT over the
 * mirrored transfers in the same file, whose statement is prepared once. What isn't counted comes first, to warm both
 * up; then they take turns. The client's answer also says how fresh it is, the SELECT's doesn't. Prints one line of JSON.
 */
const { transfers: count }: { readonly transfers: number } = JSON.parse(process.argv[2] ?? "{}");
const recipients = 10_000;
const folder = mkdtempSync(join(tmpdir(), "payoutkit-bench-"));
const path = join(folder, "payouts.db");
const store = sqliteStore({ path });
const provider = sandboxProvider({ balance: {} });
const client = new PayoutClient({ provider, store });
await fill();
const database = new DatabaseSync(path, { readOnly: true });
database.exec("PRAGMA cache_size = -16000");
const moved = "status IN ('paid', 'partially_reversed', 'reversed')";
const totalByHand = database.prepare(
  `SELECT currency, sum(amount - amount_reversed) FROM payoutkit_transfers WHERE history_id = ? AND recipient_id = ? AND ${moved} GROUP BY currency`,
);
const sumsByHand = database.prepare(
  `SELECT currency, count(*), sum(amount), sum(amount_reversed), min(amount), max(amount), count(DISTINCT recipient_id) FROM payoutkit_transfers WHERE history_id = ? AND ${moved} GROUP BY currency`,
);
const topByHand = database.prepare(
  `SELECT recipient_id, count(*), sum(amount - amount_reversed) AS net FROM payoutkit_transfers WHERE history_id = ? AND currency = 'usd' AND ${moved} GROUP BY recipient_id ORDER BY net DESC, recipient_id LIMIT 10`,
);
const plainByHand = database.prepare("SELECT currency, count(*), sum(amount), sum(amount_reversed) FROM payoutkit_transfers WHERE history_id = ? GROUP BY currency");
const { id } = database.prepare("SELECT id FROM payoutkit_histories").get() ?? {};
const history = Number(id);

const questions = [
  {
    question: "one recipient's total",
    times: 2000,
    warmUp: 2000,
    byHand: () => totalByHand.all(history, "acct_77"),
    byClient: () => client.getTotalPaid({ recipientId: "acct_77", history: "store" }),
  },
  {
    question: "a whole summary",
    times: 5,
    warmUp: 1,
    byHand: () => [sumsByHand.all(history), topByHand.all(history)],
    byClient: () => client.getPayoutSummary({ history: "store" }),
  },
  {
    question: "a whole summary, beside sums alone",
    times: 5,
    warmUp: 1,
    byHand: () => plainByHand.all(history),
    byClient: () => client.getPayoutSummary({ history: "store" }),
  },
];
const runs = [];
for (const { question, times, warmUp, byHand, byClient } of questions) {
  const [handMs, storeMs]: [number[], number[]] = [[], []];
  for (let time = 0; time < warmUp + times; time++) {
    handMs.push(await timed(byHand));
    storeMs.push(await timed(byClient));
  }
  runs.push({ question, handMs: median(handMs.slice(warmUp)), storeMs: median(storeMs.slice(warmUp)) });
}
console.log(JSON.stringify({ runs }));
database.close();
await client.close();
rmSync(folder, { recursive: true });

async function timed(work: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function fill(): Promise<void> {
  const identity = await provider.identify();
  if (identity.isErr() || store.history === undefined) throw new Error("there is nothing to fill");
  const { mode, account } = identity.value;
  const scope: HistoryScope = { provider: provider.name, mode, account };
  for (let from = 0; from < count; from += 20_000) {
    const some = Array.from({ length: Math.min(20_000, count - from) }, (_, place) => transferOf(from + place));
    const kept = await store.history.extend(scope, some, Date.UTC(2024, 0, 1) + (from + 20_000) * 60_000);
    if (kept.isErr()) throw kept.error;
  }
}

function transferOf(place: number): MirroredTransfer {
  const amount = 1000 + ((place * 7919) % 9000);
  const amountReversed = place % 50 === 0 ? 500 : 0;
  return {
    id: `tr_${place.toString(36).padStart(24, "0")}`,
    namespace: place % 10 === 0 ? null : "default",
    recipientId: `acct_${(place * 31) % recipients}`,
    amount,
    currency: place % 20 === 0 ? "eur" : "usd",
    amountReversed,
    status: amountReversed > 0 ? "partially_reversed" : "paid",
    createdAtMs: Date.UTC(2024, 0, 1) + place * 60_000,
  };
}
