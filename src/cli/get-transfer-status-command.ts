import type { Payouts } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
import { makeOutput } from "./output.ts";
import { transferRows } from "./transfer-text.ts";

/** Which transfer is meant. */
export interface GetTransferStatusOptions extends OutputOptions {
  /** The provider's id (Stripe: `tr_…`). */
  readonly transferId: string;
}

/**
 * Shows what became of one transfer. It returns 1 if there is no such transfer or the provider can't say.
 *
 * @example
 * process.exitCode = await getTransferStatusCommand(client, { transferId: "tr_1" }, io);
 */
export async function getTransferStatusCommand(
  client: Pick<Payouts, "getTransferStatus">,
  options: GetTransferStatusOptions,
  io: CommandIo,
): Promise<number> {
  const output = makeOutput(options, io);
  const transfer = await client.getTransferStatus(options.transferId, { signal: io.signal });
  if (transfer.isErr()) return output.fail(transfer.error);
  if (output.json) output.document(transfer.value);
  else output.table(transferRows(transfer.value, output.money));
  return exitCodes.ok;
}
