import { type Command, Option } from "commander";
import type { TransferFilters } from "../index.ts";
import type { FilterFlags } from "./flag-shapes.ts";
import { minimumFlag, timeFlag } from "./flags.ts";
import { defaultSandboxPath } from "./open-client.ts";

/** Adds what every command that works with a client and its store takes. */
export function withClient(command: Command): Command {
  command.option("--store <path>", "the SQLite file that remembers payouts, or postgres for DATABASE_URL", "payouts.db");
  return withProvider(command);
}

/** Adds what every command takes, also one that keeps its records in the database of DATABASE_URL. */
export function withProvider(command: Command): Command {
  return command
    .option("--namespace <name>", "what makes references unique")
    .option("--minimum <currency=amount>", "the smallest payout worth sending, in minor units; once for each currency", minimumFlag)
    .option(
      "--sandbox [path]",
      `a pretend provider kept in a file (${defaultSandboxPath} by default): no key, no real money`,
    )
    .option("--key-file <path>", "a file that holds the secret key")
    .option("--api-base <url>", "a stand-in for Stripe, such as http://127.0.0.1:4242")
    .option("--json", "write JSON for programs");
}

/** Adds the filters of transfers. */
export function withFilters(command: Command): Command {
  return command
    .option("--recipient <id>", "only transfers to this recipient")
    .option("--currency <currency>", "only this currency")
    .addOption(
      new Option("--origin <origin>", "only this namespace's own, or only others").choices(["payoutkit", "other"]),
    )
    .option("--from <time>", "created at or after: a day in UTC or an ISO 8601 time", timeFlag)
    .option("--to <time>", "created before", timeFlag);
}

/** The filters that the flags ask for. */
export function filtersOf({ recipient, currency, origin, from, to }: FilterFlags): TransferFilters {
  return { recipientId: recipient, currency, origin, from, to };
}

/** Where sums are taken from. */
export function historyOption(): Option {
  return new Option("--history <source>", "add up the provider's pages, or what sync mirrored").choices(["provider", "store"]);
}
