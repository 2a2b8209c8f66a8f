import type { Payouts, SyncHistoryReport, SyncHistoryRequest } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
import { plural } from "./format-money.ts";
import { makeOutput, type Output } from "./output.ts";

/** How much of the history is read again. */
export interface SyncHistoryOptions extends OutputOptions, SyncHistoryRequest {}

/**
 * Mirrors the provider's history in the store, for totals and summaries with `--history store`. It returns 2 if the
 * store keeps no history, 1 if the provider or the store can't be read, 130 if it was interrupted; the next sync
 * goes on there.
 *
 * @example
 * process.exitCode = await syncHistoryCommand(client, {}, io);
 */
export async function syncHistoryCommand(
  client: Pick<Payouts, "syncHistory">,
  options: SyncHistoryOptions,
  io: CommandIo,
): Promise<number> {
  const { json, ...request } = options;
  const output = makeOutput({ json }, io);
  const synced = await client.syncHistory(request, { signal: io.signal });
  if (synced.isErr()) return output.fail(synced.error);
  if (output.json) output.document(synced.value);
  else showReport(synced.value, output);
  return synced.value.complete ? exitCodes.ok : exitCodes.interrupted;
}

function showReport({ read, written, asOf, complete }: SyncHistoryReport, output: Output): void {
  output.line(`Read ${plural(read, "transfer")}; ${plural(written, "transfer")} new or changed in the store.`);
  if (asOf !== null) output.line(`The store holds what was created before ${asOf.toISOString()}.`);
  if (!complete) output.line("It was interrupted; run payoutkit sync again to go on.");
}
