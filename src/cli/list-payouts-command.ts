import type { ListTransfersRequest, Payouts, Transfer, TransferFilters, TransferStatus } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
import { makeOutput, type Output } from "./output.ts";
import { listHead, listRow } from "./transfer-text.ts";

/** Which transfers are listed. */
export interface ListPayoutsOptions extends OutputOptions, TransferFilters {
  readonly status?: TransferStatus | undefined;
  /** How many at most, 20 by default. */
  readonly limit?: number | undefined;
  /** List all of them, whatever the limit. */
  readonly all?: boolean | undefined;
}

/**
 * Lists transfers, newest first. It returns 2 if a filter is wrong, 1 if the provider can't say.
 *
 * @example
 * process.exitCode = await listPayoutsCommand(client, { currency: "usd", limit: 50 }, io);
 */
export async function listPayoutsCommand(
  client: Pick<Payouts, "listTransfers">,
  options: ListPayoutsOptions,
  io: CommandIo,
): Promise<number> {
  const { json, all, limit = 20, ...filters } = options;
  const output = makeOutput({ json }, io);
  const list = makeList(output);
  let request: ListTransfersRequest = filters;
  for (let wanted = all === true ? Number.POSITIVE_INFINITY : limit; ; ) {
    const page = await client.listTransfers(
      { ...request, limit: Math.min(wanted, largestPage) },
      { signal: io.signal },
    );
    if (page.isErr()) return output.fail(page.error);
    const { transfers, nextCursor } = page.value;
    list.add(transfers);
    if (io.outputFailed?.aborted === true) return exitCodes.failed;
    wanted -= transfers.length;
    if (nextCursor === undefined || wanted <= 0) {
      list.end(nextCursor !== undefined);
      return exitCodes.ok;
    }
    request = { ...filters, cursor: nextCursor };
  }
}

interface List {
  add(transfers: readonly Transfer[]): void;
  end(more: boolean): void;
}

// People see each page as it comes; a program gets one whole document or an error, never half a list.
function makeList(output: Output): List {
  const kept: Transfer[] = [];
  let count = 0;
  return {
    add: (transfers) => {
      const rows = transfers.map((transfer) => listRow(transfer, output.money));
      if (output.json) kept.push(...transfers);
      else output.table(rows, { right: [3], head: count === 0 ? listHead : undefined });
      count += transfers.length;
    },
    end: (more) => {
      if (output.json) output.document({ transfers: kept, more });
      else if (count === 0) output.line("No transfers.");
      else if (more) output.note("There are more: --limit N shows more of them, --all shows them all.");
    },
  };
}

const largestPage = 100;
