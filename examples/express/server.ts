// Pays members over HTTP with Express. Who gets how much comes from your own books, never from the request.
// curl -X POST http://127.0.0.1:3000/payouts/2026-11/maya, as often as you like: Maya is paid once.
import express from "express";
import { acceptAlreadyPaid, PayoutClient, type PayoutError } from "payoutkit";
import { sandboxProvider } from "payoutkit/sandbox";
import { sqliteStore } from "payoutkit/sqlite";

const owed = new Map([
  ["maya", { recipientId: "acct_maya", amount: 2500, currency: "usd" }],
  ["noor", { recipientId: "acct_noor", amount: 4000, currency: "usd" }],
]);
const client = new PayoutClient({
  provider: sandboxProvider({ path: "sandbox.db", balance: { usd: 100_000 } }), // or stripeProvider({ apiKey })
  store: sqliteStore({ path: "payouts.db" }),
});
const app = express();

app.post("/payouts/:month/:member", async ({ params: { month, member } }, response) => {
  const debt = owed.get(member);
  if (debt === undefined) return void response.status(404).json({ message: `nothing is owed to ${member}` });
  const sent = await client.sendPayout({ reference: `${month}:${member}`, ...debt }).orElse(acceptAlreadyPaid);
  if (sent.isOk()) response.json(sent.value);
  else response.status(statusOf(sent.error)).json(sent.error);
});

app.get("/payouts/:month/:member", async ({ params: { month, member } }, response) => {
  const found = await client.getPayout(`${month}:${member}`);
  if (found.isErr()) response.status(statusOf(found.error)).json(found.error);
  else response.status(found.value === null ? 404 : 200).json(found.value);
});

const server = app.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1", () => {
  const address = server.address();
  console.log(`listening on http://127.0.0.1:${typeof address === "object" ? address?.port : address}`);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);

/** Takes no new request, finishes what is on the wire, and ends. */
function stop(): void {
  server.close(() => void client.close());
}

/** 202 means that it isn't known yet: ask for the same payout again. */
function statusOf({ outcome, code, retryable }: PayoutError): number {
  if (outcome === "unknown") return 202;
  if (code === "INVALID_REQUEST") return 400;
  return retryable ? 503 : 422;
}
