import type { Payouts } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
import { makeOutput } from "./output.ts";

/** Settles payouts whose outcome isn't known yet; it never makes a first send. */
export async function recoverCommand(
  client: Pick<Payouts, "recover">,
  options: OutputOptions,
  io: CommandIo,
): Promise<number> {
  const output = makeOutput(options, io);
  const recovered = await client.recover({ signal: io.signal });
  if (recovered.isErr()) return output.fail(recovered.error);
  if (output.json) output.document(recovered.value);
  return exitCodes.ok;
}
