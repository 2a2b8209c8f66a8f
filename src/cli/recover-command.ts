import type { Payouts, RecoverReport } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
import { countCell } from "./count-cell.ts";
import { formatCount } from "./format-money.ts";
import type { Cell } from "./format-table.ts";
import { makeOutput, type Output } from "./output.ts";

/**
 * Settles payouts whose outcome isn't known yet; it never makes a first send. It returns 0 if all of them
 * turned out to be paid, 1 if some were never made, 3 if some are still unknown.
 *
 * @example
 * process.exitCode = await recoverCommand(client, {}, io);
 */
export async function recoverCommand(
  client: Pick<Payouts, "recover">,
  options: OutputOptions,
  io: CommandIo,
): Promise<number> {
  const output = makeOutput(options, io);
  const recovered = await client.recover({ signal: io.signal });
  if (recovered.isErr()) return output.failToPay(recovered.error);
  const report = recovered.value;
  if (output.json) output.document(report);
  else showReport(report, output);
  if (io.signal.aborted) return exitCodes.interrupted;
  if (report.unknown + report.review > 0) return exitCodes.unknown;
  return report.failed > 0 ? exitCodes.failed : exitCodes.ok;
}

function showReport({ checked, paid, failed, unknown, review }: RecoverReport, output: Output): void {
  if (checked === 0) return output.line("Nothing is open.");
  const rows: Cell[][] = [
    ["Checked", formatCount(checked), ""],
    ["Paid", countCell(paid, "good"), ""],
    ["Not paid", countCell(failed, "bad"), failed > 0 ? "no money moved; send them again to pay them" : ""],
    ["Unknown", countCell(unknown, "unsure"), unknown > 0 ? "run payoutkit recover again later" : ""],
    ["For review", countCell(review, "unsure"), review > 0 ? "look at the provider's dashboard, then use resolvePayout" : ""],
  ];
  output.table(rows, { right: [1] });
}
