import type { PayoutQueue, WorkReport } from "../queues/pg-boss/index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { countLine } from "./count-line.ts";
import { exitCodes } from "./exit-codes.ts";
import { makeOutput } from "./output.ts";

/** What a worker needs of a queue. */
export type WorkerQueue = Pick<PayoutQueue, "install" | "work">;

/**
 * Pays what waits in a queue until it is interrupted; what is under way then is finished. It returns 0 after that, and
 * 1 if the provider refuses the key or the database can't be used at the start.
 *
 * @example
 * process.exitCode = await workerCommand(queue, {}, io);
 */
export async function workerCommand(queue: WorkerQueue, options: OutputOptions, io: CommandIo): Promise<number> {
  const output = makeOutput(options, io);
  const installed = await queue.install();
  if (installed.isErr()) return output.failToPay(installed.error);
  output.note("Working. Ctrl-C finishes what is under way and ends it.");
  const worked = await queue.work({ signal: io.signal });
  if (worked.isErr()) return output.failToPay(worked.error);
  if (output.json) output.document({ type: "worked", ...worked.value });
  else for (const line of reportLines(worked.value)) output.line(line);
  return exitCodes.ok;
}

function reportLines({ paid, failed, review, putBack }: WorkReport): string[] {
  return [
    countLine("Paid", paid),
    countLine("Failed", failed, failed > 0 ? "no money moved; enqueue them again to pay them" : ""),
    countLine("For review", review, review > 0 ? "look at the provider's dashboard, then use resolvePayout" : ""),
    countLine("Put back", putBack, putBack > 0 ? "another try follows by itself" : ""),
  ];
}
