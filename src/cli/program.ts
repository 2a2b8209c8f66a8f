import { Command, Option } from "commander";
import manifest from "../../package.json" with { type: "json" };
import type { HistorySource, PayoutClient, SummaryInterval, TransferFilters, TransferOrigin, TransferStatus } from "../index.ts";
import type { PayoutQueue } from "../queues/pg-boss/index.ts";
import { balanceCommand } from "./balance-command.ts";
import { batchPayoutCommand } from "./batch-payout-command.ts";
import type { CommandIo } from "./command-io.ts";
import { amountFlag, minimumFlag, timeFlag, wholeNumber } from "./flags.ts";
import { getTransferStatusCommand } from "./get-transfer-status-command.ts";
import { examplesOf } from "./help-examples.ts";
import { listPayoutsCommand } from "./list-payouts-command.ts";
import { type ClientFlags, defaultSandboxPath } from "./open-client.ts";
import type { QueueFlags } from "./open-queue.ts";
import { payoutSummaryCommand } from "./payout-summary-command.ts";
import { printable } from "./printable.ts";
import { queueBatchCommand } from "./queue-batch-command.ts";
import { recoverCommand } from "./recover-command.ts";
import { sendPayoutCommand } from "./send-payout-command.ts";
import { syncHistoryCommand } from "./sync-history-command.ts";
import { totalPaidCommand } from "./total-paid-command.ts";
import { workerCommand } from "./worker-command.ts";

/** Opens the client that the flags ask for, does the work with it and closes it again. */
export type RunCommand = (
  flags: ClientFlags,
  work: (client: PayoutClient, io: CommandIo, live: boolean) => Promise<number>,
) => Promise<void>;

/** Opens the queue that the flags ask for, does the work with it and closes it again. */
export type RunQueueCommand = (
  flags: QueueFlags,
  work: (queue: PayoutQueue, io: CommandIo, live: boolean) => Promise<number>,
) => Promise<void>;

/**
 * What the binary understands. Where it is used wrongly, commander tells `writeError` why and throws a
 * `CommanderError`.
 */
export function makeProgram(
  run: RunCommand,
  writeError: (text: string) => void,
  runQueue: RunQueueCommand = () => Promise.resolve(),
): Command {
  const program = new Command("payoutkit")
    .description("Pays people once: a payout with a given reference moves money at most once.")
    .version(manifest.version)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeErr: (text) => writeError(printableLines(text)) })
    .addHelpText("after", helpAfter);
  addSending(program, run, runQueue);
  addQueue(program, runQueue);
  addReading(program, run);
  for (const command of program.commands) {
    command.addHelpText("after", examplesOf(command.name()));
    command.showHelpAfterError(`payoutkit ${command.name()} --help shows every option.`);
  }
  return program;
}

const helpAfter = `
The key comes from STRIPE_SECRET_KEY or --key-file, never from an argument.
Exit codes: 0 all paid, 1 some failed, 2 usage, 3 some unknown, 130 interrupted.`;

function addSending(program: Command, run: RunCommand, runQueue: RunQueueCommand): void {
  const send = program.command("send").description("pay one recipient once");
  send.requiredOption("--reference <reference>", "your own name for this payout, unique for ever");
  send.requiredOption("--to <recipient>", "who is paid, by the provider's id (acct_…)");
  send.requiredOption("--amount <amount>", "in minor units: 2500 is 25.00 usd", amountFlag);
  send.requiredOption("--currency <currency>", "an ISO 4217 code");
  send.option("--description <text>", "for people; it reaches the provider");
  send.option("--dry-run", "show what would be done and send nothing");
  withClient(send).action((flags: SendFlags) => {
    const { to: recipientId, reference, amount, currency, description, dryRun, json } = flags;
    const options = { recipientId, reference, amount, currency, description, dryRun, json };
    return run(flags, (client, io) => sendPayoutCommand(client, options, io));
  });

  const batch = program.command("batch").description("pay every row of a CSV or JSON Lines file");
  batch.argument("[file]", "columns reference,recipientId,amount,currency[,description]; - for standard input");
  batch.option("--concurrency <count>", "payouts on the wire at once", wholeNumber(1));
  batch.option("--dry-run", "show what would be done and send nothing");
  batch.option("--yes", "don't ask before sending real money");
  const queueing = new Option("--queue", "enqueue the rows for workers, in the database of DATABASE_URL");
  batch.addOption(queueing.conflicts(["dryRun", "concurrency", "results", "overwrite"]));
  batch.option("--batch-id <id>", "the batch's name in the queue; the file's name by default");
  batch.option("--results <path>", "write each row's result into this file as it comes: .csv or .jsonl");
  batch.option("--overwrite", "replace the results of an earlier run in that file");
  withClient(batch).action((file: string | undefined, flags: BatchFlags) => {
    if (file === undefined) return missingArgument(batch, "the file to pay, such as payouts.csv");
    const { concurrency, dryRun, yes, results, overwrite, json } = flags;
    const { batchId, queue } = flags;
    if (overwrite === true && results === undefined) return needsFlag(batch, "--overwrite", "--results");
    if (batchId !== undefined && queue !== true) return needsFlag(batch, "--batch-id", "--queue");
    if (queue === true) {
      return runQueue(flags, (opened, io, live) => queueBatchCommand(opened, { file, batchId, yes, live, json }, io));
    }
    return run(flags, (client, io, live) =>
      batchPayoutCommand(client, { file, concurrency, dryRun, yes, live, results, overwrite, json }, io),
    );
  });

  const recover = withClient(program.command("recover").description("settle payouts whose outcome isn't known yet"));
  recover.action((flags: ClientFlags) => run(flags, (client, io) => recoverCommand(client, { json: flags.json }, io)));
}

function addQueue(program: Command, runQueue: RunQueueCommand): void {
  const worker = withClient(program.command("worker").description("pay what waits in the queue of DATABASE_URL, until Ctrl-C"));
  worker.option("--concurrency <count>", "payouts that this worker has at once, 50 by default", wholeNumber(1));
  worker.option("--rate <count>", "requests a second that all workers may start together", wholeNumber(1));
  worker.action((flags: QueueFlags) => runQueue(flags, (queue, io) => workerCommand(queue, { json: flags.json }, io)));
}

function addReading(program: Command, run: RunCommand): void {
  const balance = withClient(program.command("balance").description("show what can be sent"));
  balance.action((flags: ClientFlags) => run(flags, (client, io) => balanceCommand(client, { json: flags.json }, io)));

  const status = withClient(program.command("status").description("show what became of a transfer"));
  status.argument("[id]", "the transfer's id (tr_…)").action((transferId: string | undefined, flags: ClientFlags) => {
    if (transferId === undefined) return missingArgument(status, "the transfer's id, such as tr_123");
    return run(flags, (client, io) => getTransferStatusCommand(client, { transferId, json: flags.json }, io));
  });

  const list = withFilters(program.command("list").description("list transfers, newest first"));
  list.addOption(new Option("--status <status>", "only transfers of this status").choices(statuses));
  list.option("--limit <count>", "how many at most, 20 by default", wholeNumber(1));
  list.option("--all", "list all of them");
  withClient(list).action((flags: ListFlags) => {
    const { status: wanted, limit, all, json } = flags;
    return run(flags, (client, io) =>
      listPayoutsCommand(client, { ...filters(flags), status: wanted, limit, all, json }, io),
    );
  });

  const summary = withFilters(program.command("summary").description("summarise what was paid, by currency"));
  summary.addOption(new Option("--interval <interval>", "add a timeline").choices(["day", "week", "month"]));
  summary.option("--top <count>", "how many recipients to name, 10 by default", wholeNumber(0));
  summary.option("--html <path>", "write one page with charts and tables, for a browser");
  summary.option("--overwrite", "replace an earlier page in that file");
  withClient(summary.addOption(historyOption())).action((flags: SummaryFlags) => {
    const { interval, top, html, overwrite, history, json } = flags;
    if (overwrite === true && html === undefined) return needsFlag(summary, "--overwrite", "--html");
    return run(flags, (client, io) =>
      payoutSummaryCommand(client, { ...filters(flags), interval, top, html, overwrite, history, json }, io),
    );
  });

  const total = withFilters(program.command("total").description("add up what was paid, net of reversals"));
  withClient(total.addOption(historyOption())).action((flags: TotalFlags) =>
    run(flags, (client, io) => totalPaidCommand(client, { ...filters(flags), history: flags.history, json: flags.json }, io)),
  );

  const sync = program.command("sync").description("mirror the provider's history in the store, for --history store");
  sync.option("--from <time>", "read again what was created since, a week by default", timeFlag);
  withClient(sync).action((flags: SyncFlags) =>
    run(flags, (client, io) => syncHistoryCommand(client, { from: flags.from, json: flags.json }, io)),
  );
}

function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

interface SendFlags extends ClientFlags {
  readonly reference: string;
  readonly to: string;
  readonly amount: number;
  readonly currency: string;
  readonly description?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

interface BatchFlags extends ClientFlags {
  readonly queue?: boolean | undefined;
  readonly batchId?: string | undefined;
  readonly concurrency?: number | undefined;
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly results?: string | undefined;
  readonly overwrite?: boolean | undefined;
}

interface FilterFlags extends ClientFlags {
  readonly recipient?: string | undefined;
  readonly currency?: string | undefined;
  readonly origin?: TransferOrigin | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

interface ListFlags extends FilterFlags {
  readonly status?: TransferStatus | undefined;
  readonly limit?: number | undefined;
  readonly all?: boolean | undefined;
}

interface TotalFlags extends FilterFlags {
  readonly history?: HistorySource | undefined;
}

interface SyncFlags extends ClientFlags {
  readonly from?: Date | undefined;
}

interface SummaryFlags extends TotalFlags {
  readonly interval?: SummaryInterval | undefined;
  readonly top?: number | undefined;
  readonly html?: string | undefined;
  readonly overwrite?: boolean | undefined;
}

const statuses: readonly TransferStatus[] = [
  "pending",
  "paid",
  "partially_reversed",
  "reversed",
  "failed",
  "unrecognized",
];

function filters({ recipient, currency, origin, from, to }: FilterFlags): TransferFilters {
  return { recipientId: recipient, currency, origin, from, to };
}

function historyOption(): Option {
  return new Option("--history <source>", "add up the provider's pages, or what sync mirrored").choices(["provider", "store"]);
}

function withFilters(command: Command): Command {
  return command
    .option("--recipient <id>", "only transfers to this recipient")
    .option("--currency <currency>", "only this currency")
    .addOption(
      new Option("--origin <origin>", "only this namespace's own, or only others").choices(["payoutkit", "other"]),
    )
    .option("--from <time>", "created at or after: a day in UTC or an ISO 8601 time", timeFlag)
    .option("--to <time>", "created before", timeFlag);
}

function withClient(command: Command): Command {
  return command
    .option("--store <path>", "the SQLite file that remembers payouts, or postgres for DATABASE_URL", "payouts.db")
    .option("--namespace <name>", "what makes references unique")
    .option("--minimum <currency=amount>", "the smallest payout worth sending, in minor units; repeatable", minimumFlag)
    .option(
      "--sandbox [path]",
      `a pretend provider kept in a file (${defaultSandboxPath} by default): no key, no real money`,
    )
    .option("--key-file <path>", "a file that holds the secret key")
    .option("--api-base <url>", "a stand-in for Stripe, such as http://127.0.0.1:4242")
    .option("--json", "write JSON for programs");
}

function needsFlag(command: Command, flag: string, other: string): never {
  command.error(`error: ${flag} means nothing without ${other}`);
}

function missingArgument(command: Command, what: string): never {
  const { sandbox } = command.opts<ClientFlags>();
  const hint =
    typeof sandbox === "string"
      ? ` (${JSON.stringify(sandbox)} was read as the path of --sandbox: write it before --sandbox)`
      : "";
  command.error(`error: name ${what}${hint}`);
}
