import { CsvError, parse, type Parser } from "csv-parse";
import { longestRow, readingFault, type Records } from "./source-row.ts";

/** One record of a CSV file. */
export interface CsvRecord {
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Reads the records of CSV text as it comes in. Where one is misquoted it ends with the reason instead of throwing, so
 * that every record before it is given, and paid in peace.
 */
export async function* csvRecords(text: AsyncIterable<string>): Records<CsvRecord> {
  let parsed: CsvRecord[] = [];
  let lastLine = 0;
  const parser = parse({
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    record_delimiter: "\n",
    max_record_size: longestRow,
    // Taken here, since the parser forgets what nobody has read yet when it meets a mistake.
    on_record: (fields: string[], { lines }) => {
      parsed.push({ line: lines - countLineFeeds(fields), fields });
      lastLine = lines;
      return null;
    },
  });
  parser.on("error", () => {});
  try {
    for await (const chunk of piecesOf(text)) {
      const fault = await feed(parser, chunk);
      yield* parsed;
      parsed = [];
      if (fault !== null) return { line: lastLine + 1, message: describeFault(fault) };
    }
    return null;
  } catch (cause) {
    return { line: lastLine + 1, message: readingFault(cause) };
  } finally {
    parser.destroy();
  }
}

/** The text piece by piece, and `null` at its end. */
async function* piecesOf(text: AsyncIterable<string>): AsyncGenerator<string | null> {
  yield* text;
  yield null;
}

/** Lets the parser take a piece of text, or its end; gives what is wrong with it. */
async function feed(parser: Parser, piece: string | null): Promise<unknown> {
  return new Promise((resolve) => {
    const done = (cause?: Error | null): void => resolve(cause ?? null);
    if (piece === null) parser.end(done);
    else parser.write(piece, done);
  });
}

function countLineFeeds(fields: readonly string[]): number {
  return fields.reduce((sum, field) => sum + field.split("\n").length - 1, 0);
}

function describeFault(cause: unknown): string {
  if (!(cause instanceof CsvError)) return readingFault(cause);
  const line = String(cause["lines"]);
  switch (cause.code) {
    case "CSV_QUOTE_NOT_CLOSED":
    case "CSV_MAX_RECORD_SIZE":
      return "a quote is opened here or below and never closed";
    case "CSV_INVALID_CLOSING_QUOTE":
      return `text follows the closing quote on line ${line}; a quote inside a quoted field is written twice`;
    case "INVALID_OPENING_QUOTE":
      return `a quote on line ${line} stands inside a field that isn't quoted; quote the field and write the quote twice`;
    default:
      return "this isn't CSV";
  }
}
