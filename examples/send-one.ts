import { PayoutClient, acceptAlreadyPaid } from "payoutkit";
import { sandboxProvider } from "payoutkit/sandbox";
import { sqliteStore } from "payoutkit/sqlite";

const client = new PayoutClient({
  provider: sandboxProvider({ path: "sandbox.db", balance: { usd: 100_000 } }), // or stripeProvider({ apiKey })
  store: sqliteStore({ path: "payouts.db" }),
});
const payout = { reference: "2026-11:member_42", recipientId: "acct_maya", amount: 2500, currency: "usd" };
const sent = await client.sendPayout(payout).orElse(acceptAlreadyPaid);
if (sent.isOk()) console.log(`${sent.value.reference} is paid: ${sent.value.id}`);
else console.log(`${sent.error.message} (${sent.error.outcome})`);
await client.close();
