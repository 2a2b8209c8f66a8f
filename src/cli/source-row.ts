import type { Issue, PayoutRequest } from "../index.ts";

/** One payout as it stands in a file. */
export interface SourceRow {
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** What the client is asked to pay; if there are issues, it is sure to be refused. */
  readonly payout: PayoutRequest;
  /** What is wrong with it that only the reader of the file can tell. */
  readonly issues: readonly Issue[];
}

/** Payouts in the order of their file. */
export interface SourceRows {
  readonly rows: AsyncIterable<SourceRow>;
  /** Names in the file that aren't a payout's. */
  readonly ignored: ReadonlySet<string>;
  /** Why reading stopped before the end; known once the rows have ended. */
  readonly stopped: () => ReadingStopped | null;
}

/** Where reading a file stopped before its end. */
export interface ReadingStopped {
  /** The first line that wasn't read. */
  readonly line: number;
  readonly message: string;
}

/** A file's records in order; the last word is why reading stopped before the end, `null` if it didn't. */
export type Records<T> = AsyncGenerator<T, ReadingStopped | null>;

/** Turns a file's records into rows, as they are asked for. */
export function toRows<T>(
  records: Records<T>,
  toRow: (record: T) => SourceRow,
  ignored: ReadonlySet<string>,
): SourceRows {
  let stopped: ReadingStopped | null = null;
  async function* rows(): AsyncGenerator<SourceRow> {
    try {
      let next = await records.next();
      for (; next.done !== true; next = await records.next()) yield toRow(next.value);
      stopped = next.value;
    } finally {
      await records.return(null);
    }
  }
  return { rows: rows(), ignored, stopped: () => stopped };
}

/** The names that a file must have. */
export const requiredNames = ["reference", "recipientId", "amount", "currency"] as const;

/** Every name that is read. */
export const knownNames: ReadonlySet<string> = new Set([...requiredNames, "description"]);

/** The longest row that is read, in characters; a longer one is an unclosed quote. */
export const longestRow = 65_536;

/** What is told of a file that is read to its end and holds no row. */
export const noRows = "The file holds no rows, so there was nothing to do.";

/** Builds a row. With issues its amount becomes one that no client accepts. */
export function makeRow(line: number, payout: PayoutRequest, issues: readonly Issue[]): SourceRow {
  const all = [...issues, ...encodingIssues(payout)];
  return { line, payout: all.length === 0 ? payout : { ...payout, amount: Number.NaN }, issues: all };
}

/** Why a file's bytes stopped coming. */
export function readingFault(cause: unknown): string {
  return `reading failed: ${cause instanceof Error ? cause.message : String(cause)}`;
}

// Two references that differ in a byte which isn't UTF-8 would otherwise become the same payout.
function encodingIssues(payout: PayoutRequest): Issue[] {
  const message = "some characters aren't UTF-8; save the file as UTF-8";
  return Object.entries(payout)
    .filter(([, value]) => typeof value === "string" && value.includes("\ufffd"))
    .map(([path]) => ({ path, message }));
}
