import { err, ok, type Result } from "neverthrow";
import type { PayoutState } from "../domain/payout-record.ts";
import type { RecordQuery, RecordScope, StoreAnswer, StoredRecord, StoreFailure } from "../ports/payout-store.ts";
import type { CallLimits } from "./call-limits.ts";
import type { OperationContext } from "./context.ts";
import { reading } from "./read.ts";

/** The store's records in these states, a page at a time; `timeoutMs` is for each page. After an error it ends. */
export async function* recordPages(
  context: OperationContext,
  scope: RecordScope,
  states: readonly PayoutState[],
  limits: CallLimits,
): AsyncGenerator<Result<readonly StoredRecord[], StoreFailure>, void, void> {
  let after: string | null = null;
  do {
    const query: RecordQuery = { scope, states, after, limit: pageSize };
    const page: Result<StoreAnswer<StoredRecord>, StoreFailure> = await reading(context, limits, (reader) =>
      reader.wait(() => context.store.list(query)),
    );
    if (page.isErr()) return yield err(page.error);
    const { entries } = page.value;
    yield ok(entries);
    after = entries.length < pageSize ? null : (entries.at(-1)?.reference ?? null);
  } while (after !== null);
}

const pageSize = 200;
