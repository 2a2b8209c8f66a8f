import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { SyncHistoryReport } from "../domain/history.ts";
import type { HistoryScope, MirroredTransfer, TransferHistory } from "../ports/transfer-history.ts";
import type { ProviderIdentity } from "../ports/transfer-provider.ts";
import type { CallLimits } from "./call-limits.ts";
import { type MirrorContext, scopeOf } from "./mirror.ts";
import { reading } from "./read.ts";
import { findBeginning, pagesOfStretch, readStretch, type Stretch } from "./read-stretch.ts";

type ApiError = PayoutError<"API_ERROR">;

/** What a sync begins with. */
export interface SyncTerms {
  readonly identity: ProviderIdentity;
  /** For each stretch. */
  readonly limits: CallLimits;
  /** The time up to which the history will be covered, milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** The time up to which it is covered now, `null` if nothing was mirrored yet. */
  readonly coveredMs: number | null;
  /** The time from which on it is read, `null` for the very beginning. */
  readonly fromMs: number | null;
}

/** What a stretch holds. */
interface Found {
  readonly transfers: readonly MirroredTransfer[];
  /** The time up to which the history is covered once they are kept, milliseconds since the epoch. */
  readonly coveredMs: number;
  /** The stretch after it, `null` if there is none. */
  readonly next: Stretch | null;
}

/**
 * Mirrors a history from old to new, in stretches of a few thousand transfers, so that the time up to which it is
 * covered moves on with each commit: whatever ends it, the store holds exactly what it says, and the next one goes on.
 * While one stretch is being kept, the next one is read.
 */
export class HistorySync {
  readonly #context: MirrorContext;
  readonly #history: TransferHistory;
  readonly #terms: SyncTerms;
  readonly #scope: HistoryScope;
  #coveredMs: number | null;
  #read = 0;
  #written = 0;
  #isComplete = false;

  constructor(context: MirrorContext, history: TransferHistory, terms: SyncTerms) {
    this.#context = context;
    this.#history = history;
    this.#terms = terms;
    this.#scope = scopeOf(context, terms.identity);
    this.#coveredMs = terms.coveredMs;
  }

  async run(): Promise<Result<void, ApiError>> {
    let stretch: Stretch | null = { fromMs: this.#terms.fromMs, toMs: null };
    let keeping: Promise<Result<void, ApiError>> = Promise.resolve(ok(undefined));
    while (stretch !== null) {
      const [found, kept]: [Result<Found, ApiError>, Result<void, ApiError>] = await Promise.all([this.#find(stretch), keeping]);
      if (kept.isErr()) return err(kept.error);
      if (found.isErr()) return err(found.error);
      keeping = this.#keep(found.value);
      stretch = found.value.next;
    }
    const kept = await keeping;
    this.#isComplete = kept.isOk();
    return kept;
  }

  report(): SyncHistoryReport {
    const { fromMs } = this.#terms;
    return {
      read: this.#read,
      written: this.#written,
      from: fromMs === null ? null : new Date(fromMs),
      asOf: this.#coveredMs === null ? null : new Date(this.#coveredMs),
      complete: this.#isComplete,
    };
  }

  /** Finds what a stretch holds, or what one holds of it that is narrow enough. */
  async #find(wanted: Stretch): Promise<Result<Found, ApiError>> {
    const { limits, identity, startedAtMs } = this.#terms;
    for (let stretch = wanted; ; ) {
      const current = stretch;
      const widthMs = this.#widthOf(current);
      const found = await reading(this.#context, limits, (reader) => readStretch(this.#context, reader, current, { identity, widthMs }));
      if (found.isErr()) return err(found.error);
      if ("transfers" in found.value) {
        const { transfers } = found.value;
        return ok({ transfers, coveredMs: current.toMs ?? startedAtMs, next: this.#after(current, transfers.length) });
      }
      const narrow = await this.#narrow(current, found.value.widthMs);
      if (narrow.isErr()) return err(narrow.error);
      stretch = narrow.value;
    }
  }

  /** The stretch after one that held so many transfers. */
  #after({ fromMs, toMs }: Stretch, count: number): Stretch | null {
    if (toMs === null) return null;
    const widthMs = this.#widthOf({ fromMs, toMs });
    const fewTransfers = (pagesOfStretch * this.#context.provider.capabilities.maxPageSize) / 4;
    return this.#stretch(toMs, count < fewTransfers ? widthMs * 4 : widthMs);
  }

  async #narrow({ fromMs }: Stretch, widthMs: number): Promise<Result<Stretch, ApiError>> {
    if (fromMs !== null) return ok(this.#stretch(fromMs, widthMs));
    const beginning = await reading(this.#context, this.#terms.limits, (reader) => findBeginning(this.#context, reader));
    return beginning.map((beginningMs) => this.#stretch(beginningMs, widthMs));
  }

  /** A stretch that ends where the provider can tell times apart, and is open if it reaches the present. */
  #stretch(fromMs: number, widthMs: number): Stretch {
    const { windowStepMs: stepMs = 1 } = this.#context.provider.capabilities;
    const endMs = Math.max(fromMs + 1, fromMs + widthMs);
    const toMs = Math.ceil(endMs / stepMs) * stepMs;
    return { fromMs, toMs: toMs >= this.#terms.startedAtMs ? null : toMs };
  }

  #widthOf({ fromMs, toMs }: Stretch): number {
    return fromMs === null ? Infinity : (toMs ?? this.#terms.startedAtMs) - fromMs;
  }

  /** Keeps transfers from old to new, some in each commit, and with the last of them that the stretch is covered. */
  async #keep({ transfers, coveredMs }: Found): Promise<Result<void, ApiError>> {
    const sorted = transfers.toSorted((left, right) => left.createdAtMs - right.createdAtMs);
    this.#read += sorted.length;
    for (let place = 0; place === 0 || place < sorted.length; place += transfersOfCommit) {
      const some = sorted.slice(place, place + transfersOfCommit);
      const reachedMs = sorted[place + transfersOfCommit]?.createdAtMs ?? coveredMs;
      const untilMs = Math.min(reachedMs, coveredMs);
      const written = await this.#history.extend(this.#scope, some, untilMs);
      if (written.isErr()) return err(written.error);
      this.#written += written.value;
      this.#coveredMs = Math.max(this.#coveredMs ?? -Infinity, untilMs);
      // A store that works on this thread would hold up the answers that came meanwhile.
      await this.#context.clock.turn();
    }
    return ok(undefined);
  }
}

const transfersOfCommit = 500;
