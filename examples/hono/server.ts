// Pays a whole month over HTTP with Hono, and takes Stripe's webhooks.
// curl -X POST http://127.0.0.1:3000/runs/2026-11, as often as you like: everybody is paid once.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { PayoutClient } from "payoutkit";
import { sandboxProvider } from "payoutkit/sandbox";
import { sqliteStore } from "payoutkit/sqlite";
import { stripeWebhook } from "payoutkit/stripe";

const owed = [
  { member: "maya", recipientId: "acct_maya", amount: 2500, currency: "usd" },
  { member: "noor", recipientId: "acct_noor", amount: 4000, currency: "usd" },
];
const client = new PayoutClient({
  provider: sandboxProvider({ path: "sandbox.db", balance: { usd: 100_000 } }), // or stripeProvider({ apiKey })
  store: sqliteStore({ path: "payouts.db" }),
});
const webhook = stripeWebhook({ secret: process.env["STRIPE_WEBHOOK_SECRET"] ?? "whsec_example" });
const app = new Hono();

app.post("/runs/:month", async (context) => {
  const month = context.req.param("month");
  const payouts = owed.map(({ member, ...debt }) => ({ reference: `${month}:${member}`, ...debt }));
  const report = await client.processBatchPayouts(payouts);
  return report.match(
    ({ counts, paid, problems }) => context.json({ counts, paid, problems }),
    (error) => context.json(error.toJSON(), error.retryable ? 503 : 422),
  );
});

app.get("/summary", async (context) => {
  const summary = await client.getPayoutSummary({ origin: "payoutkit", interval: "month" });
  return summary.match(
    (value) => context.json(value),
    (error) => context.json(error.toJSON(), 503),
  );
});

app.post("/webhooks/stripe", async (context) => {
  const rawBody = await context.req.text();
  const signature = context.req.header("stripe-signature");
  const applied = await webhook.parse(rawBody, signature).andThen((event) => client.applyEvent(event));
  if (applied.isOk()) return context.body(null, 200);
  return context.body(null, applied.error.code === "INVALID_REQUEST" ? 400 : 500);
});

const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env["PORT"] ?? 3000) }, ({ port }) => {
  console.log(`listening on http://127.0.0.1:${port}`);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);

/** Takes no new request, finishes what is on the wire, and ends. */
function stop(): void {
  server.close(() => void client.close());
}
