// Pays what was earned until a month's end, on the first of the next: 0 6 1 * * npm run example:monthly-cron
// Below 10.00 usd it is carried to the next month. Run it twice, or kill it and run it again: nobody is paid twice.
import { type EarningsPayout, groupEarnings, isPaidBy, PayoutClient } from "payoutkit";
import { sandboxProvider } from "payoutkit/sandbox";
import { sqliteStore } from "payoutkit/sqlite";
import { openBooks } from "./books.ts";

const run = process.argv[2] ?? lastMonth(new Date());
const minimums = { usd: 1000 };
const books = openBooks("books.db");
const client = new PayoutClient({
  provider: sandboxProvider({ path: "sandbox.db", balance: { usd: 100_000 } }), // or stripeProvider({ apiKey })
  store: sqliteStore({ path: "payouts.db" }),
  minimums,
});
process.exitCode = await payRun();
await client.close();
books.close();

/** 0 if everybody is paid, 1 if somebody isn't, 3 if it isn't known of somebody: run it again. */
async function payRun(): Promise<number> {
  const grouped = groupEarnings(books.unpaid(run), { run, minimums });
  if (grouped.isErr()) return fail(grouped.error.message);
  const { payouts, carried } = grouped.value;
  books.record(payouts);
  const report = await client.processBatchPayouts(payouts, {
    onResult: (item) => {
      if ("transfer" in item) settle(payouts[item.index], item.transfer);
      else console.log(`${item.reference}: ${item.error.message} (${item.error.docs})`);
    },
  });
  if (report.isErr()) return fail(report.error.message);
  const { paid, alreadyPaid, failed, unknown, notStarted } = report.value.counts;
  console.log(`${run}: ${paid} paid, ${alreadyPaid} already paid, ${failed} failed, ${unknown} unknown, ${notStarted} not started`);
  for (const { recipientId, amount, currency } of carried) console.log(`carried: ${amount} ${currency} of ${recipientId}`);
  if (unknown > 0) return 3;
  return failed + notStarted > 0 ? 1 : 0;
}

function settle(payout: EarningsPayout | undefined, transfer: Parameters<typeof isPaidBy>[1]): void {
  if (payout === undefined) return;
  if (isPaidBy(payout, transfer)) books.markPaid(payout.reference);
  else console.log(`${payout.reference} was paid for other earnings; look at it`);
}

function fail(message: string): number {
  console.error(message);
  return 1;
}

function lastMonth(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString().slice(0, 7);
}
