import { Command } from "commander";
import { startStandIn } from "./index.ts";

/**
 * Runs a stand-in as a process of its own and prints `{"url":…,"apiKey":…,"account":…}` as one line of JSON.
 * It ends with SIGTERM or SIGINT.
 *
 * @example
 * node test/stand-in/main.ts --port 0 --latency 50 --balance usd=1000000 --recipient acct_ready
 */
const program = new Command("stand-in")
  .option("--port <number>", "port on loopback, 0 takes a free one", Number, 0)
  .option("--latency <ms>", "how long every request takes", Number, 0)
  .option("--account <id>", "the platform's account")
  .option("--api-key <key...>", "accepted keys")
  .option("--balance <currency=amount...>", "available money, minor units")
  .option("--recipient <id...>", "accounts that can be paid")
  .option("--livemode", "say that the money is real")
  .option("--now <ms>", "the time at the start, milliseconds since the epoch", Number)
  .option("--frozen", "time stands still until it is moved")
  .option("--per-second <number>", "requests a second in all", Number)
  .option("--endpoint-per-second <number>", "requests a second for each endpoint", Number)
  .option("--concurrency <number>", "requests at once in all", Number)
  .option("--seed <count>", "transfers in the history", Number, 0)
  .option("--no-validate", "don't hold traffic against the OpenAPI document")
  .option("--no-log-requests", "don't log requests")
  .parse();

const given = program.opts<GivenOptions>();
const standIn = await startStandIn({
  port: given.port,
  latencyMs: given.latency,
  account: given.account,
  apiKeys: given.apiKey,
  balances: given.balance === undefined ? undefined : Object.fromEntries(given.balance.map(readBalance)),
  recipients: given.recipient,
  livemode: given.livemode,
  clock: { startMs: given.now, frozen: given.frozen },
  limits: {
    globalPerSecond: given.perSecond,
    endpointPerSecond: given.endpointPerSecond,
    globalConcurrency: given.concurrency,
  },
  validate: given.validate,
  logRequests: given.logRequests,
});
if (given.seed > 0) standIn.seedTransfers(given.seed);
const { url, apiKey, account } = standIn;
console.log(JSON.stringify({ url, apiKey, account }));
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void standIn.close());

interface GivenOptions {
  readonly port: number;
  readonly latency: number;
  readonly seed: number;
  readonly validate: boolean;
  readonly logRequests: boolean;
  readonly account?: string;
  readonly apiKey?: readonly string[];
  readonly balance?: readonly string[];
  readonly recipient?: readonly string[];
  readonly livemode?: boolean;
  readonly now?: number;
  readonly frozen?: boolean;
  readonly perSecond?: number;
  readonly endpointPerSecond?: number;
  readonly concurrency?: number;
}

function readBalance(text: string): [string, number] {
  const [currency = "", amount = ""] = text.split("=");
  return [currency, Number(amount)];
}
