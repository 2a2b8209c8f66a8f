import type { ResultAsync } from "neverthrow";
import type { Payout } from "../../domain/payout-request.ts";
import type { KnownPayout } from "../../ports/queue-ledger.ts";
import type { EngineFailure } from "./engine.ts";
import type { EnqueueTally } from "./enqueue-report.ts";
import type { TakenPayout } from "./intake.ts";
import { jobsOf, shareOut } from "./job-share.ts";
import type { QueueParts } from "./parts.ts";

/** Payouts that are written together, by reference. */
type Chunk = ReadonlyMap<string, TakenPayout>;

/** Writes chunks, two at a time, so that the database works while the next one is read. */
export class ChunkWriter {
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

  /** Begins to write a chunk; resolves once it has begun, so that the next one can be read meanwhile. */
  async write(chunk: Chunk): Promise<void> {
    while (this.#under.size >= atOnce) await Promise.race(this.#under);
    if (this.#sinceRefresh >= this.#refreshAt) await this.#refresh();
    const writing: Promise<void> = this.#writeOne(chunk).finally(() => this.#under.delete(writing));
    this.#under.add(writing);
  }

  async finish(): Promise<void> {
    await Promise.all(this.#under);
    if (this.#sinceRefresh >= firstRefresh) await this.#refresh();
  }

  async #writeOne(chunk: Chunk): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const known = await addChunk(this.#parts, this.#batchId, Array.from(chunk.values(), ({ payout }) => payout));
      if (known.isOk()) return this.#count(chunk, known.value);
      if (attempt === attempts || !known.error.retryable) return void (this.failure ??= known.error);
      await this.#parts.clock.sleep(200 * 2 ** attempt);
    }
  }

  #count(chunk: Chunk, known: readonly KnownPayout[]): void {
    const added = chunk.size - known.length;
    this.#tally.added += added;
    this.#sinceRefresh += added;
    for (const { reference, as } of known) this.#tally.known(reference, chunk.get(reference)?.index ?? 0, as);
  }

  /** With the statistics of an empty table, each fetch of a million jobs would read them all. */
  async #refresh(): Promise<void> {
    this.#sinceRefresh = 0;
    this.#refreshAt *= 10;
    // Statistics that can't be refreshed make it slow and nothing worse; the database refreshes them itself in time.
    await this.#parts.engine.refreshStatistics();
    await this.#parts.ledger.refreshStatistics();
  }
}

const atOnce = 2;
const attempts = 6;
const firstRefresh = 10_000;

/** Rows and jobs, in one transaction. What is known already stays as it is, so a chunk can be written again. */
function addChunk(
  { ledger, engine, scope, clock }: QueueParts,
  batchId: string,
  chunk: readonly Payout[],
): ResultAsync<readonly KnownPayout[], EngineFailure> {
  const shares = shareOut(chunk, clock.now());
  const rows = shares.flatMap(({ id, payouts }) => payouts.map((payout) => ({ payout, job: id })));
  return ledger.transaction((transaction) =>
    transaction.add(scope, batchId, rows).andThrough((known) => {
      const others = new Set(known.map(({ reference }) => reference));
      return engine.insert("payouts", jobsOf(shares, (reference) => !others.has(reference)), transaction);
    }),
  );
}
