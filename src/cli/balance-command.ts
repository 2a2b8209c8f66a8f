import type { Money, Payouts } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
import { formatMoney } from "./format-money.ts";
import { formatTable } from "./format-table.ts";
import { makeOutput } from "./output.ts";

/**
 * Shows what can be sent now and what is on its way. It returns 1 if the provider can't say.
 *
 * @example
 * process.exitCode = await balanceCommand(client, { json: true }, io);
 */
export async function balanceCommand(
  client: Pick<Payouts, "getBalance">,
  options: OutputOptions,
  io: CommandIo,
): Promise<number> {
  const output = makeOutput(options, io);
  const balance = await client.getBalance({ signal: io.signal });
  if (balance.isErr()) return output.fail(balance.error);
  const { available, pending } = balance.value;
  if (output.json) {
    output.document({ available, pending });
    return exitCodes.ok;
  }
  const rows = [...moneyRows("available", available), ...moneyRows("pending", pending)];
  for (const line of formatTable(rows, [1])) output.line(line);
  if (rows.length === 0) output.line("The balance is empty.");
  return exitCodes.ok;
}

function moneyRows(label: string, money: readonly Money[]): string[][] {
  return money.map((entry) => [label, formatMoney(entry)]);
}
