import { sandboxProvider } from "../../../src/providers/sandbox/index.ts";
import { assertOk } from "../../../src/testing/assert.ts";

/** Run as a process of its own: pays 1 usd cent so many times, and prints how many were paid and declined. */
const [path = "", name = "", count = ""] = process.argv.slice(2);
const sandbox = sandboxProvider({ balance: { usd: 100 }, path });
const counts = { paid: 0, declined: 0, other: 0 };
for (let number = 0; number < Number(count); number += 1) {
  const reference = `${name}-${number}`;
  const payout = { namespace: "default", reference, recipientId: "acct_maya", amount: 1, currency: "usd" };
  const prepared = assertOk(sandbox.prepare({ ...payout, description: null, metadata: {} }));
  const answer = await sandbox.create({ idempotencyKey: reference, prepared });
  const kind = answer.match(() => "paid", (failure) => failure.kind);
  counts[kind === "paid" || kind === "declined" ? kind : "other"] += 1;
}
sandbox.close();
process.stdout.write(JSON.stringify(counts));
