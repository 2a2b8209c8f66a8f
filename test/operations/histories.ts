import { okAsync, ResultAsync } from "neverthrow";
import type { ProviderTransfer, TransferProvider, TransferQuery } from "../../src/ports/transfer-provider.ts";
import type { SandboxProvider } from "../../src/providers/sandbox/sandbox-provider.ts";

/** A provider with a history of a test's own, which may grow while it is read. */
export interface HistoryProvider {
  readonly provider: TransferProvider;
  /** What was asked so far, oldest first. */
  readonly queries: TransferQuery[];
  /** The transfers as one pass would give them, newest first. */
  newestFirst(): readonly ProviderTransfer[];
}

/** What a {@link HistoryProvider} is made of. */
export interface HistoryTerms {
  /** When each transfer was made, milliseconds since the epoch. */
  readonly times: readonly number[];
  readonly pageSize: number;
  /** Times are kept in multiples of this; `null` for a provider that can't be read in windows. */
  readonly stepMs: number | null;
  /** Called before each answer: gives the times of transfers that arrive just then. */
  readonly arrivals?: () => readonly number[];
  /** Turns of the event loop that an answer takes. */
  readonly turns?: () => number;
}

/** Makes a provider of the sandbox's shape over a list of times. */
export function historyProvider(sandbox: SandboxProvider, terms: HistoryTerms): HistoryProvider {
  const { pageSize, stepMs, arrivals = () => [], turns = () => 0 } = terms;
  const { windowStepMs: _, ...rest } = sandbox.capabilities;
  const capabilities = { ...rest, maxPageSize: pageSize, ...(stepMs === null ? {} : { windowStepMs: stepMs }) };
  const transfers: ProviderTransfer[] = [];
  let sorted: readonly ProviderTransfer[] | null = null;
  const add = (timeMs: number): void => {
    transfers.push(made(transfers.length, timeMs - (timeMs % (stepMs ?? 1))));
    sorted = null;
  };
  terms.times.forEach(add);
  // The sort is stable, so that those of one time come newest first too.
  const newestFirst = (): readonly ProviderTransfer[] => (sorted ??= transfers.toReversed().sort((left, right) => right.createdAtMs - left.createdAtMs));
  const queries: TransferQuery[] = [];
  const list: TransferProvider["list"] = (query) => {
    queries.push(query);
    const { limit, cursor, fromMs = -Infinity, toMs = Infinity, recipientId } = query;
    return waited(turns()).andThen(() => {
      arrivals().forEach(add);
      const all = newestFirst();
      const after = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
      const found = all.slice(after).filter(({ createdAtMs, recipientId: whose }) => createdAtMs >= fromMs && createdAtMs < toMs && (recipientId === undefined || whose === recipientId));
      const page = found.slice(0, limit);
      return okAsync({ transfers: page, nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null });
    });
  };
  return { provider: { ...sandbox, capabilities, list }, queries, newestFirst };
}

function made(place: number, createdAtMs: number): ProviderTransfer {
  const money = { amount: 100 + place, currency: place % 3 === 0 ? "eur" : "usd", amountReversed: place % 5 === 0 ? 50 : 0 };
  const rest = { mark: null, mode: null, description: null, metadata: {}, raw: null } as const;
  const status = money.amountReversed === 0 ? "paid" : "partially_reversed";
  return { id: `tr_${place}`, recipientId: `acct_${place % 7}`, ...money, status, createdAtMs, ...rest };
}

function waited(turns: number): ResultAsync<void, never> {
  const wait = async (): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  };
  return ResultAsync.fromSafePromise(wait());
}
