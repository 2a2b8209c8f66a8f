import { err, ok, type Result } from "neverthrow";
import type { PayoutMark } from "../../ports/transfer-provider.ts";
import type { Read } from "./connection.ts";
import { plainFailure, type StripeFailure } from "./failure.ts";
import { isSameMark } from "./mark.ts";

/** One page of what may bear a mark. */
interface MarkedPage<T> {
  readonly entries: readonly T[];
  readonly nextCursor: string | null;
}

/** Reads the page after a cursor, or the first one. */
type ReadMarkedPage<T> = (cursor?: string) => PromiseLike<Result<Read<MarkedPage<T>>, StripeFailure>>;

/**
 * All that bears one mark, in the order of the pages, each once; complete, or a failure. The time is the first page's:
 * whatever was made after it may be missing.
 */
export async function collectMarked<T extends { readonly id: string; readonly mark: PayoutMark | null }>(
  mark: PayoutMark,
  readPage: ReadMarkedPage<T>,
): Promise<Result<Read<T[]>, StripeFailure>> {
  const found = new Map<string, T>();
  const cursors = new Set<string>();
  const first = await readPage();
  if (first.isErr()) return err(first.error);
  const { serverTimeMs } = first.value;
  let { entries, nextCursor } = first.value.value;
  for (;;) {
    for (const entry of entries) if (isSameMark(entry.mark, mark)) found.set(entry.id, entry);
    if (nextCursor === null) return ok({ value: [...found.values()], serverTimeMs });
    if (cursors.has(nextCursor)) return err(plainFailure("unreadable"));
    cursors.add(nextCursor);
    const page = await readPage(nextCursor);
    if (page.isErr()) return err(page.error);
    ({ entries, nextCursor } = page.value.value);
  }
}
