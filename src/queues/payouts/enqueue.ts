import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import type { PayoutRequest } from "../../domain/payout-request.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import { EnqueueTally, type EnqueueReport } from "./enqueue-report.ts";
import { invalidRequest } from "./invalid.ts";
import { Intake } from "./intake.ts";
import type { QueueParts } from "./parts.ts";

/** Why payouts couldn't be enqueued, or not all of them. */
export type EnqueueError = PayoutError<"INVALID_REQUEST" | "API_ERROR">;

/** Reads payouts and adds them to a batch, in chunks. */
export async function enqueue(
  parts: QueueParts,
  payouts: Iterable<PayoutRequest> | AsyncIterable<PayoutRequest>,
  batchId: string,
  signal: AbortSignal | undefined,
): Promise<Result<EnqueueReport, EnqueueError>> {
  const tally = new EnqueueTally();
  const writer = new ChunkWriter(parts, batchId, tally);
  let intake = new Intake();
  try {
    for await (const payout of payouts) {
      if (signal?.aborted === true || writer.failure !== null) break;
      intake.take(payout, tally);
      if (intake.size < chunkSize) continue;
      await writer.write(intake.chunk);
      intake = new Intake();
    }
  } catch (cause) {
    tally.thrown = cause instanceof Error ? cause.message : String(cause);
  }
  if (intake.size > 0 && tally.thrown === null) await writer.write(intake.chunk);
  await writer.finish();
  if (writer.failure !== null) return err(writer.failure);
  return tally.thrown === null ? ok(tally.report(signal?.aborted === true)) : err(thrownByIterable(tally, tally.thrown));
}

/** Large, because each chunk waits for the disk once; small beside what a process has for memory. */
const chunkSize = 4_000;

function thrownByIterable({ added }: EnqueueTally, message: string): PayoutError<"INVALID_REQUEST"> {
  const told = `reading the payouts failed (${message}); ${added} were enqueued before that, enqueue all of them again`;
  return invalidRequest([{ path: "payouts", message: told }]);
}
