import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import type { PayoutRequest } from "../../domain/payout-request.ts";
import type { AddedPayout, NewPayout } from "../../ports/queue-ledger.ts";
import type { EngineFailure } from "./engine.ts";
import { EnqueueTally, type EnqueueReport } from "./enqueue-report.ts";
import { invalidRequest } from "./invalid.ts";
import { Intake } from "./intake.ts";
import type { QueueParts } from "./parts.ts";

/** Why payouts couldn't be enqueued, or not all of them. */
export type EnqueueError = PayoutError<"INVALID_REQUEST" | "API_ERROR">;

/** Reads payouts and adds them to a batch, in chunks, two of them at once. */
export async function enqueue(
  parts: QueueParts,
  payouts: Iterable<PayoutRequest> | AsyncIterable<PayoutRequest>,
  batchId: string,
  signal: AbortSignal | undefined,
): Promise<Result<EnqueueReport, EnqueueError>> {
  const tally = new EnqueueTally();
  const writer = new ChunkWriter(parts, batchId, tally);
  let intake = new Intake(parts.clock.now());
  try {
    for await (const payout of payouts) {
      if (signal?.aborted === true || writer.failure !== null) break;
      intake.take(payout, tally);
      if (intake.size < chunkSize) continue;
      await writer.write(intake.chunk);
      intake = new Intake(parts.clock.now());
    }
  } catch (cause) {
    tally.thrown = cause instanceof Error ? cause.message : String(cause);
  }
  if (intake.size > 0 && tally.thrown === null) await writer.write(intake.chunk);
  await writer.finish();
  if (writer.failure !== null) return err(writer.failure);
  return tally.thrown === null ? ok(tally.report(signal?.aborted === true)) : err(thrownByIterable(tally, tally.thrown));
}

const chunkSize = 2_000;

/** Writes chunks, two at a time, so that the database works while the next one is read. */
class ChunkWriter {
  readonly #parts: QueueParts;
  readonly #batchId: string;
  readonly #tally: EnqueueTally;
  readonly #under = new Set<Promise<void>>();
  #sinceRefresh = 0;
  #refreshAt = firstRefresh;
  failure: EngineFailure | null = null;

  constructor(parts: QueueParts, batchId: string, tally: EnqueueTally) {
    this.#parts = parts;
    this.#batchId = batchId;
    this.#tally = tally;
  }

  /** Begins to write a chunk; resolves once another one can be begun. */
  async write(chunk: readonly NewPayout[]): Promise<void> {
    const writing: Promise<void> = this.#writeOne(chunk).finally(() => this.#under.delete(writing));
    this.#under.add(writing);
    if (this.#under.size > 1) await Promise.race(this.#under);
    if (this.#sinceRefresh >= this.#refreshAt) await this.#refresh();
  }

  async finish(): Promise<void> {
    await Promise.all(this.#under);
    if (this.#sinceRefresh >= firstRefresh) await this.#refresh();
  }

  async #writeOne(chunk: readonly NewPayout[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const added = await addChunk(this.#parts, this.#batchId, chunk);
      if (added.isOk()) {
        this.#sinceRefresh += this.#tally.count(added.value);
        return;
      }
      if (attempt === attempts || !added.error.retryable) return void (this.failure ??= added.error);
      await this.#parts.clock.sleep(200 * 2 ** attempt);
    }
  }

  /** With the statistics of an empty table, each fetch of a million jobs would read them all. */
  async #refresh(): Promise<void> {
    this.#sinceRefresh = 0;
    this.#refreshAt *= 4;
    // Statistics that can't be refreshed make it slow and nothing worse; the database refreshes them itself in time.
    await this.#parts.engine.refreshStatistics();
    await this.#parts.ledger.refreshStatistics();
  }
}

const attempts = 6;
const firstRefresh = 10_000;

/** Rows and jobs, in one transaction. What is known already stays as it is, so a chunk can be written again. */
function addChunk({ ledger, engine, scope }: QueueParts, batchId: string, chunk: readonly NewPayout[]) {
  return ledger.transaction((transaction) =>
    transaction.add(scope, batchId, chunk).andThen((results) => {
      const added = new Set(results.filter(isAdded).map(({ reference }) => reference));
      const jobs = chunk
        .filter(({ payout }) => added.has(payout.reference))
        .map(({ payout, job }) => ({ id: job, subject: payout.reference, delayMs: 0 }));
      if (jobs.length === 0) return ok(results);
      return engine.insert("payouts", jobs, transaction).map(() => results);
    }),
  );
}

function isAdded({ as }: AddedPayout): boolean {
  return as === "added";
}

function thrownByIterable({ added }: EnqueueTally, message: string): PayoutError<"INVALID_REQUEST"> {
  const told = `reading the payouts failed (${message}); ${added} were enqueued before that, enqueue all of them again`;
  return invalidRequest([{ path: "payouts", message: told }]);
}
