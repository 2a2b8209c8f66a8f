import { Command, Option } from "commander";
import manifest from "../../package.json" with { type: "json" };
import type { PayoutClient, TransferStatus } from "../index.ts";
import type { PayoutQueue } from "../queues/pg-boss/index.ts";
import { balanceCommand } from "./balance-command.ts";
import { batchPayoutCommand } from "./batch-payout-command.ts";
import type { CommandIo } from "./command-io.ts";
import type { BatchFlags, ListFlags, SendFlags, StatusFlags, SummaryFlags, SyncFlags, TotalFlags } from "./flag-shapes.ts";
import { amountFlag, timeFlag, wholeNumber } from "./flags.ts";
import { getPayoutCommand } from "./get-payout-command.ts";
import { getTransferStatusCommand } from "./get-transfer-status-command.ts";
import { examplesOf } from "./help-examples.ts";
import { listPayoutsCommand } from "./list-payouts-command.ts";
import type { ClientFlags } from "./open-client.ts";
import type { QueueFlags } from "./open-queue.ts";
import { payoutSummaryCommand } from "./payout-summary-command.ts";
import { printable } from "./printable.ts";
import { queueBatchCommand } from "./queue-batch-command.ts";
import { recoverCommand } from "./recover-command.ts";
import { refuseRepeats } from "./refuse-repeats.ts";
import { sendPayoutCommand } from "./send-payout-command.ts";
import { filtersOf, historyOption, withClient, withFilters, withProvider } from "./shared-options.ts";
import { syncHistoryCommand } from "./sync-history-command.ts";
import { totalPaidCommand } from "./total-paid-command.ts";
import { demandFlags, demandQueueStore, missingArgument, needsFlag } from "./usage-errors.ts";
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
    .showHelpAfterError("payoutkit --help shows every command.")
    .exitOverride()
    .configureOutput({ writeErr: (text) => writeError(printableLines(text)) })
    .addHelpText("after", helpAfter);
  addSending(program, run, runQueue);
  addQueue(program, runQueue);
  addReading(program, run);
  for (const command of program.commands) {
    refuseRepeats(command, ["minimum"]);
    command.addHelpText("after", examplesOf(command.name()));
    command.showHelpAfterError(`payoutkit ${command.name()} --help shows every option.`);
  }
  addHelp(program);
  return program;
}

// Commander's own answers an unknown name with the general help, as if that had been asked for.
function addHelp(program: Command): void {
  const help = program.command("help").argument("[command]").description("display help for command");
  help.action(async (name?: string) => {
    if (name === undefined) return program.help();
    program.commands.find((command) => command.name() === name)?.help();
    await program.parseAsync([name], { from: "user" });
  });
}

const helpAfter = `
The key comes from STRIPE_SECRET_KEY or --key-file, never from an argument.
Exit codes: 0 all paid, 1 some failed, 2 usage, 3 some unknown, 130 interrupted.`;

function addSending(program: Command, run: RunCommand, runQueue: RunQueueCommand): void {
  const send = program.command("send").description("pay one recipient once");
  send.option("--reference <reference>", "your own name for this payout, unique for ever");
  send.option("--recipient, --to <recipient>", "who is paid, by the provider's id (acct_…)");
  send.option("--amount <amount>", "in minor units: 2500 is 25.00 usd", amountFlag);
  send.option("--currency <currency>", "an ISO 4217 code");
  send.option("--description <text>", "for people; it reaches the provider");
  send.option("--dry-run", "show what would be done and send nothing");
  withClient(send).action((flags: SendFlags) => {
    demandFlags(send, ["reference", "to", "amount", "currency"]);
    const { to: recipientId, reference, amount, currency, description, dryRun, json } = flags;
    const options = { recipientId, reference, amount, currency, description, dryRun, json };
    return run(flags, (client, io) => sendPayoutCommand(client, options, io));
  });

  const batch = program.command("batch").description("pay every row of a CSV or JSON Lines file");
  batch.argument("[file]", "columns reference,recipientId,amount,currency[,description]; - for standard input");
  batch.option("--concurrency <count>", "payouts worked on at once; twice what fits on the wire by default", wholeNumber(1));
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
      demandQueueStore(batch);
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
  const worker = withProvider(program.command("worker").description("pay what waits in the queue of DATABASE_URL, until Ctrl-C"));
  worker.option("--concurrency <count>", "payouts that this worker has at once, 50 by default", wholeNumber(1));
  worker.option("--rate <count>", "requests a second that all workers may start together", wholeNumber(1));
  worker.action((flags: QueueFlags) => runQueue(flags, (queue, io) => workerCommand(queue, { json: flags.json }, io)));
}

function addReading(program: Command, run: RunCommand): void {
  const balance = withClient(program.command("balance").description("show what can be sent"));
  balance.action((flags: ClientFlags) => run(flags, (client, io) => balanceCommand(client, { json: flags.json }, io)));

  const status = program.command("status").description("show what became of a transfer, or of a payout by its reference");
  status.argument("[id]", "the transfer's id (tr_…)");
  status.option("--reference <reference>", "instead of an id: what the store knows of this payout");
  withClient(status).action((transferId: string | undefined, { reference, ...flags }: StatusFlags) => {
    const { json } = flags;
    if (reference !== undefined && transferId !== undefined) return status.error("error: name the transfer's id or --reference, not both");
    if (reference !== undefined) return run(flags, (client, io) => getPayoutCommand(client, { reference, json }, io));
    if (transferId === undefined) return missingArgument(status, "the transfer's id, such as tr_123, or the payout by --reference");
    return run(flags, (client, io) => getTransferStatusCommand(client, { transferId, json }, io));
  });

  const list = withFilters(program.command("list").description("list transfers, newest first"));
  list.addOption(new Option("--status <status>", "only transfers of this status").choices(statuses));
  list.option("--limit <count>", "how many at most, 20 by default", wholeNumber(1));
  list.option("--all", "list all of them");
  withClient(list).action((flags: ListFlags) => {
    const { status: wanted, limit, all, json } = flags;
    return run(flags, (client, io) =>
      listPayoutsCommand(client, { ...filtersOf(flags), status: wanted, limit, all, json }, io),
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
      payoutSummaryCommand(client, { ...filtersOf(flags), interval, top, html, overwrite, history, json }, io),
    );
  });

  const total = withFilters(program.command("total").description("add up what was paid, net of reversals"));
  withClient(total.addOption(historyOption())).action((flags: TotalFlags) =>
    run(flags, (client, io) => totalPaidCommand(client, { ...filtersOf(flags), history: flags.history, json: flags.json }, io)),
  );

  const sync = program.command("sync").description("mirror the provider's history in the store, for --history store");
  sync.option("--from <time>", "read again what was created since, a week by default", timeFlag);
  withClient(sync).action((flags: SyncFlags) =>
    run(flags, (client, io) => syncHistoryCommand(client, { from: flags.from, json: flags.json }, io)),
  );
}

const statuses: readonly TransferStatus[] = [
  "pending",
  "paid",
  "partially_reversed",
  "reversed",
  "failed",
  "unrecognized",
];

function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

