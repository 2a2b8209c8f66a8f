import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { Transfer, TransferOrigin } from "../domain/transfer.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";
import { checkPage, checkTransfer } from "./check-answer.ts";
import { type Filters, passes } from "./filters.ts";
import type { QueryContext } from "./query-context.ts";
import type { Reader } from "./read.ts";
import { needsMode, originOf, type TellTransfer, toTransfer, type Viewpoint } from "./to-transfer.ts";

/** One page of the provider's list, without what the filters hold back. */
export interface FetchedPage<T> {
  readonly transfers: readonly T[];
  /** The provider's own cursor, `null` on the last page. */
  readonly nextCursor: string | null;
  /** The time that the page covers, what the filters hold back included; `null` if there is nothing on it. */
  readonly span: PageSpan | null;
}

/** When the newest and the oldest transfer of a page were made, milliseconds since the epoch. */
export interface PageSpan {
  readonly newestMs: number;
  readonly oldestMs: number;
}

/** Which transfers are wanted, and as what. */
export interface Wanted<T> {
  readonly filters: Filters;
  readonly tell: TellTransfer<T>;
}

/** Where a page begins, and how many transfers the provider may put on it. */
export interface PageStart {
  /** The provider's own cursor, `null` for the first page. */
  readonly cursor: string | null;
  readonly limit: number;
}

/** Fetches one page, applies the filters, those that the provider can't apply included, and tells what passes. */
export async function fetchPage<T>(
  context: QueryContext,
  reader: Reader,
  { filters, tell }: Wanted<T>,
  start: PageStart,
): Promise<Result<FetchedPage<T>, PayoutError<"API_ERROR">>> {
  const page = await fetchProviderPage(context, reader, filters, start);
  if (page.isErr()) return err(page.error);
  const viewpoint = await viewpointFor(context, reader, page.value.transfers);
  if (viewpoint.isErr()) return err(viewpoint.error);
  const originFrom = (transfer: ProviderTransfer): TransferOrigin => originOf(transfer, viewpoint.value);
  const passing = page.value.transfers.filter((transfer) => passes(transfer, filters, originFrom));
  return ok({ ...page.value, transfers: passing.map((transfer) => tell(transfer, viewpoint.value)) });
}

/** Fetches one page as the provider tells it, with the filters that a provider can apply and no other. */
export async function fetchProviderPage(
  context: QueryContext,
  reader: Reader,
  { recipientId, fromMs, toMs }: Filters,
  start: PageStart,
): Promise<Result<FetchedPage<ProviderTransfer>, PayoutError<"API_ERROR">>> {
  const query = {
    limit: start.limit,
    ...(start.cursor === null ? {} : { cursor: start.cursor }),
    ...(recipientId === null ? {} : { recipientId }),
    ...(fromMs === null ? {} : { fromMs }),
    ...(toMs === null ? {} : { toMs }),
  };
  const page = await reader.read(async (call) => {
    const answer = await context.provider.list(query, call);
    return answer.andThen((given) => checkPage(given, start));
  });
  return page.map(({ transfers, nextCursor }) => ({ transfers, nextCursor, span: spanOf(transfers) }));
}

/** Fetches one transfer by its id. */
export async function fetchTransfer(
  context: QueryContext,
  reader: Reader,
  transferId: string,
): Promise<Result<Transfer, PayoutError<"API_ERROR">>> {
  const found = await reader.read((call) => context.provider.get(transferId, call).andThen(checkTransfer));
  if (found.isErr()) return err(found.error);
  const viewpoint = await viewpointFor(context, reader, [found.value]);
  return viewpoint.map((from) => toTransfer(found.value, from));
}

function spanOf(transfers: readonly ProviderTransfer[]): PageSpan | null {
  if (transfers.length === 0) return null;
  let newestMs = -Infinity;
  let oldestMs = Infinity;
  for (const { createdAtMs } of transfers) {
    newestMs = Math.max(newestMs, createdAtMs);
    oldestMs = Math.min(oldestMs, createdAtMs);
  }
  return { newestMs, oldestMs };
}

async function viewpointFor(
  context: QueryContext,
  reader: Reader,
  transfers: readonly ProviderTransfer[],
): Promise<Result<Viewpoint, PayoutError<"API_ERROR">>> {
  const mode = await modeFor(context, reader, transfers);
  return mode.map((known) => ({ provider: context.provider.name, namespace: context.namespace, mode: known }));
}

async function modeFor(
  context: QueryContext,
  reader: Reader,
  transfers: readonly ProviderTransfer[],
): Promise<Result<"live" | "test" | null, PayoutError<"API_ERROR">>> {
  if (!transfers.some((transfer) => needsMode(transfer, context.namespace))) return ok(null);
  const identity = await reader.wait(() => context.identify());
  return identity.map(({ mode }) => mode);
}
