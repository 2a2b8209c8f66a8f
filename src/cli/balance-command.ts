import type { Money, Payouts } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
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
  const rowsOf = (label: string, money: readonly Money[]): string[][] =>
    money.map((entry) => [label, output.money(entry)]);
  const rows = [...rowsOf("available", available), ...rowsOf("pending", pending)];
  output.table(rows, { right: [1] });
  if (rows.length === 0) output.line("The balance is empty.");
  return exitCodes.ok;
}
