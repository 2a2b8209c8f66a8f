import { CsvError, parse, type Parser } from "csv-parse";
import { longestRow, readingFault, type Records } from "./source-row.ts";

/** One record of a CSV file. */
export interface CsvRecord {
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** Without the white space around them, but for what stands inside quotes. */
  readonly fields: readonly string[];
  /** The record as it stands in the file, without its line end. */
  readonly raw: string;
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
    trim: true,
    raw: true,
    record_delimiter: "\n",
    max_record_size: longestRow,
    // Taken here, since the parser forgets what nobody has read yet when it meets a mistake.
    on_record: (given: unknown, { lines }) => {
      const { record: fields, raw } = partsOf(given);
      if (raw.trim() !== "") parsed.push({ line: lines - countLineFeeds(fields), fields, raw: withoutLineFeed(raw) });
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

interface ParsedRecord {
  readonly record: readonly string[];
  readonly raw: string;
}

// The parser's types don't know what it gives where it is asked for the raw text too.
function partsOf(given: unknown): ParsedRecord {
  if (!isParsedRecord(given)) throw new Error("payoutkit has a bug: the CSV parser gave a record without its text");
  return given;
}

function isParsedRecord(given: unknown): given is ParsedRecord {
  return typeof given === "object" && given !== null && "record" in given && "raw" in given;
}

function withoutLineFeed(raw: string): string {
  return raw.endsWith("\n") ? raw.slice(0, -1) : raw;
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
