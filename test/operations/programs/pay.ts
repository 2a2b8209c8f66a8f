// Pays one reference, so many times at once, once its input says go; prints the id of each answer's transfer.
import { once } from "node:events";
import { PayoutClient } from "../../../src/client.ts";
import { stripeProvider } from "../../../src/providers/stripe/index.ts";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";

const [baseUrl = "", apiKey = "", path = "", callers = "1"] = process.argv.slice(2);
const client = new PayoutClient({ provider: stripeProvider({ apiKey, baseUrl }), store: sqliteStore({ path }) });
await client.getPayout("warm up");
console.log("ready");
await once(process.stdin, "data");
process.stdin.destroy();
const request = { reference: "2026-11:member_42", recipientId: "acct_ready", amount: 2500, currency: "usd" };
const results = await Promise.all(Array.from({ length: Number(callers) }, () => client.sendPayout(request)));
for (const result of results) {
  const told = result.match(
    (transfer) => transfer.id,
    (error) => (error.code === "ALREADY_PAID" ? error.details.transfer.id : `${error.code} ${error.message}`),
  );
  console.log(told);
}
await client.close();
