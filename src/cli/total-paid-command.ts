import type { Payouts, TotalPaidRequest } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { asOfSentence } from "./as-of-sentence.ts";
import { exitCodes } from "./exit-codes.ts";
import { makeOutput } from "./output.ts";

/** Which transfers are added up. */
export interface TotalPaidOptions extends OutputOptions, TotalPaidRequest {}

/**
 * Shows what was paid in all, net of reversals, currency by currency. It returns 2 if a filter is wrong, 1 if
 * the provider can't say.
 *
 * @example
 * process.exitCode = await totalPaidCommand(client, { recipientId: "acct_1" }, io);
 */
export async function totalPaidCommand(
  client: Pick<Payouts, "getTotalPaid">,
  options: TotalPaidOptions,
  io: CommandIo,
): Promise<number> {
  const { json, ...request } = options;
  const output = makeOutput({ json }, io);
  const total = await client.getTotalPaid(request, { signal: io.signal });
  if (total.isErr()) return output.fail(total.error);
  if (output.json) {
    output.document({ total: total.value, asOf: total.value.asOf });
    return exitCodes.ok;
  }
  for (const money of total.value) output.line(output.money(money));
  if (total.value.length === 0) output.line("Nothing was paid.");
  if (request.history === "store") output.note(asOfSentence(total.value));
  return exitCodes.ok;
}
