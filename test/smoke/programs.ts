/** What a smoke program is told. */
export interface ProgramOptions {
  /** The stand-in's address. */
  readonly standIn: string;
  /** Makes this run's references its own. */
  readonly label: string;
  /** Whether it keeps its records in SQLite too. */
  readonly withSqlite: boolean;
}

/** What every smoke program prints. */
export const expected = "stripe: paid, ALREADY_PAID; sandbox: paid, ALREADY_PAID";

/** What it prints where SQLite is tried too. */
export const expectedWithSqlite = `${expected}; sqlite: paid, ALREADY_PAID`;

/** The program as an ES module. */
export function moduleProgram(options: ProgramOptions): string {
  return `${importLines(options)}\n${body(options)}\nconsole.log(await smoke());\n`;
}

/** The program in CommonJS. */
export function commonJsProgram(options: ProgramOptions): string {
  const requires = importLines(options).replace(/^import (\{.*\}) from (".*");$/gm, "const $1 = require($2);");
  return `${requires}\n${body(options)}\nvoid smoke().then(console.log);\n`;
}

/** The program as a worker that answers with what the others print. */
export function workerProgram(options: ProgramOptions): string {
  const handler = "export default { fetch: async () => new Response(await smoke()) };";
  return `${importLines(options)}\n${body(options)}\n${handler}\n`;
}

/** A program that is only compiled: every entry with the types of what it gives. */
export const typesProgram = `
import Stripe from "stripe";
import { acceptAlreadyPaid, type BatchReport, PayoutClient, type PayoutError, type Transfer } from "payoutkit";
import { batchPayoutCommand, payoutSummaryCommand } from "payoutkit/cli";
import { memoryStore } from "payoutkit/memory";
import { postgresStore } from "payoutkit/postgres";
import { sandboxProvider } from "payoutkit/sandbox";
import { sqliteStore } from "payoutkit/sqlite";
import { stripeProvider, stripeWebhook } from "payoutkit/stripe";
import { storeConformance, testClock } from "payoutkit/testing";

const client = new PayoutClient({ provider: stripeProvider({ client: new Stripe("sk_test_1") }), store: memoryStore() });
const sent: Transfer | PayoutError = await client
  .sendPayout({ reference: "r1", recipientId: "acct_1", amount: 2500, currency: "usd" })
  .orElse(acceptAlreadyPaid)
  .match((transfer) => transfer, (error) => error);
const batch = await client.processBatchPayouts([]);
export const counts: BatchReport["counts"] | null = batch.isOk() ? batch.value.counts : null;
if (batch.isErr() && batch.error.code === "INSUFFICIENT_BALANCE") batch.error.details.required.toFixed();
// @ts-expect-error an amount is a number
void client.sendPayout({ reference: "r1", recipientId: "acct_1", amount: "2500", currency: "usd" });
export { batchPayoutCommand, payoutSummaryCommand, postgresStore, sandboxProvider, sent, sqliteStore, storeConformance, stripeWebhook, testClock };
`;

function importLines({ withSqlite }: ProgramOptions): string {
  return [
    'import { PayoutClient } from "payoutkit";',
    'import { memoryStore } from "payoutkit/memory";',
    'import { sandboxProvider } from "payoutkit/sandbox";',
    'import { stripeProvider } from "payoutkit/stripe";',
    ...(withSqlite ? ['import { sqliteStore } from "payoutkit/sqlite";'] : []),
  ].join("\n");
}

function body({ standIn, label, withSqlite }: ProgramOptions): string {
  return `
async function payTwice(name, provider, store) {
  const client = new PayoutClient({ provider, store });
  const payout = { reference: ${JSON.stringify(label)} + ":" + name, recipientId: "acct_ready", amount: 2500, currency: "usd" };
  const first = await client.sendPayout(payout);
  const second = await client.sendPayout(payout);
  await client.close();
  const told = first.isOk() ? first.value.status : first.error.message;
  return name + ": " + told + ", " + (second.isErr() ? second.error.code : "paid twice");
}
async function smoke() {
  const stripe = stripeProvider({ apiKey: "sk_test_smoke", baseUrl: ${JSON.stringify(standIn)} });
  const results = [
    await payTwice("stripe", stripe, memoryStore()),
    await payTwice("sandbox", sandboxProvider({ balance: { usd: 10000 } }), memoryStore()),
  ];
  ${withSqlite ? `results.push(await payTwice("sqlite", sandboxProvider({ balance: { usd: 10000 } }), sqliteStore({ path: ${JSON.stringify(`${label}.db`)} })));` : ""}
  return results.join("; ");
}`;
}
