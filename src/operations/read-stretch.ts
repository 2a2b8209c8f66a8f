import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { MirroredTransfer } from "../ports/transfer-history.ts";
import type { ProviderIdentity, ProviderTransfer } from "../ports/transfer-provider.ts";
import { noFilters } from "./filters.ts";
import { mirrored } from "./mirror.ts";
import type { QueryContext } from "./query-context.ts";
import type { Reader } from "./read.ts";
import { fetchProviderPage } from "./transfer-pages.ts";
import { visitPages } from "./visit-transfers.ts";

type ApiError = PayoutError<"API_ERROR">;

/** A stretch of time, milliseconds since the epoch. */
export interface Stretch {
  /** Inclusive; `null` for the very beginning. */
  readonly fromMs: number | null;
  /** Exclusive; `null` for whatever the newest is. */
  readonly toMs: number | null;
}

/** How a stretch is read. */
export interface StretchTerms {
  readonly identity: ProviderIdentity;
  /** How wide the stretch is, milliseconds, as far as it is known. */
  readonly widthMs: number;
}

/** Everything that a stretch holds, or about how wide one should be, milliseconds, that holds a few thousand. */
export type StretchFound = { readonly transfers: MirroredTransfer[] } | { readonly widthMs: number };

/**
 * Reads all transfers of a stretch, unless they are too many to be held at once, or nobody knows where it begins and
 * they are more than a page.
 */
export async function readStretch(
  context: QueryContext,
  reader: Reader,
  stretch: Stretch,
  { identity, widthMs }: StretchTerms,
): Promise<Result<StretchFound, ApiError>> {
  const { maxPageSize: limit, windowStepMs: stepMs } = context.provider.capabilities;
  const filters = { ...noFilters, ...stretch };
  const first = await fetchProviderPage(context, reader, filters, { cursor: null, limit });
  if (first.isErr()) return err(first.error);
  const { transfers, nextCursor, span } = first.value;
  if (nextCursor === null) return ok({ transfers: transfers.map((transfer) => mirrored(transfer, identity)) });
  const canBeNarrower = stepMs !== undefined && widthMs > stepMs;
  if (canBeNarrower && stretch.fromMs === null && span !== null) {
    return ok({ widthMs: Math.max(stepMs, span.newestMs - span.oldestMs) * pagesOfStretch });
  }
  // Without the provider's own objects, which take ten times as much memory.
  const found = new Map<string, MirroredTransfer>();
  const fetch = (wanted: typeof filters, cursor: string | null): ReturnType<typeof fetchProviderPage> =>
    fetchProviderPage(context, reader, wanted, { cursor, limit });
  const visited = await visitPages({ fetch, filters, stepMs }, (transfer: ProviderTransfer) => {
    found.set(transfer.id, mirrored(transfer, identity));
    return canBeNarrower && found.size > 3 * pagesOfStretch * limit ? err(tooMany) : ok(undefined);
  });
  const all = [...found.values()];
  if (visited.isOk()) return ok({ transfers: all });
  return visited.error === tooMany ? ok({ widthMs: firstQuarter(all) - (stretch.fromMs ?? 0) }) : err(visited.error);
}

/** The time before which a quarter of some transfers was made; of those that were not read yet it is about as many. */
function firstQuarter(transfers: readonly MirroredTransfer[]): number {
  const times = Float64Array.from(transfers, ({ createdAtMs }) => createdAtMs).sort();
  return times[Math.floor(times.length / 4)] ?? 0;
}

/**
 * A time before the first transfer, by two days at most, milliseconds since the epoch. No provider lists the oldest first,
 * so it is narrowed down: fifteen requests or so, each of which asks whether there is anything before some time.
 */
export async function findBeginning(context: QueryContext, reader: Reader): Promise<Result<number, ApiError>> {
  let earlyMs = earliestMs;
  let lateMs = context.clock.now();
  while (lateMs - earlyMs >= 2 * dayMs) {
    const middleMs = earlyMs + Math.floor((lateMs - earlyMs) / 2 / dayMs) * dayMs;
    const page = await fetchProviderPage(context, reader, { ...noFilters, toMs: middleMs }, { cursor: null, limit: 1 });
    if (page.isErr()) return err(page.error);
    if (page.value.transfers.length === 0) earlyMs = middleMs;
    else lateMs = Math.min(middleMs, page.value.span?.newestMs ?? middleMs);
  }
  return ok(earlyMs);
}

/** How many pages a stretch should have. */
export const pagesOfStretch = 100;

const tooMany = "too_many";
const dayMs = 86_400_000;
// Answers with older transfers are refused as senseless.
const earliestMs = Date.UTC(1900, 0, 1);
