import { closeSync, fdatasyncSync, ftruncateSync, openSync, statSync, unlinkSync, writeSync } from "node:fs";
import { err, ok, type Result } from "../index.ts";
import { printable, withoutKeys } from "./printable.ts";
import { csvHeader, csvLine, type ResultRow } from "./result-row.ts";
import { startsWith } from "./starts-with.ts";

/** Where results go. */
export interface ResultsTarget {
  /** A path that ends in `.csv`, `.jsonl` or `.ndjson`. */
  readonly path: string;
  /** Replace the results of an earlier run. */
  readonly overwrite: boolean;
}

/**
 * Opens a file for the results of a batch; the error says why it can't be used. A file that is there already is never
 * touched without `overwrite`, and with it only if it holds results.
 */
export function openResultsFile(target: ResultsTarget): Result<ResultsFile, string> {
  const format = formatOf(target.path);
  if (format === null) return err(`${target.path}: end its name in .csv or .jsonl, which says how results are written.`);
  try {
    return openIn(format, target);
  } catch (cause) {
    return err(`${target.path} can't be written to: ${reasonOf(cause)}.`);
  }
}

/** The results of a batch, written row by row, so that a process that ends at any time leaves whole rows. */
export class ResultsFile {
  readonly path: string;
  readonly #descriptor: number;
  readonly #format: Format;
  readonly #isNew: boolean;
  readonly #failed = new AbortController();
  #failure: string | null = null;
  #rows = 0;
  #hasBegun = false;

  /** Takes a file that is open for writing. */
  constructor(path: string, descriptor: number, format: Format, isNew: boolean) {
    this.path = path;
    this.#descriptor = descriptor;
    this.#format = format;
    this.#isNew = isNew;
  }

  /** Why it could no longer be written to, `null` if it could. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Aborted once it can no longer be written to. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** Replaces what an earlier run left; the first row does so too. */
  begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#attempt(() => {
      ftruncateSync(this.#descriptor, 0);
      this.#write(this.#format.header);
    });
  }

  /** Adds a row. */
  add(row: ResultRow): void {
    this.begin();
    this.#attempt(() => {
      this.#write(this.#format.line(row));
      this.#rows += 1;
      if (this.#rows % rowsBetweenSyncs === 0) fdatasyncSync(this.#descriptor);
    });
  }

  /** Closes the file; one that was made and never begun is taken away again. */
  close(): void {
    this.#attempt(() => fdatasyncSync(this.#descriptor));
    closeSync(this.#descriptor);
    if (this.#isNew && !this.#hasBegun) unlinkSync(this.path);
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
  }

  #attempt(work: () => void): void {
    if (this.#failure !== null) return;
    try {
      work();
    } catch (cause) {
      this.#failure = reasonOf(cause);
      this.#failed.abort();
    }
  }
}

const rowsBetweenSyncs = 100;

interface Format {
  readonly header: string;
  readonly line: (row: ResultRow) => string;
  /** How every file of results begins. */
  readonly start: string;
}

const csv: Format = { header: csvHeader, line: csvLine, start: csvHeader.trimEnd() };
const jsonLines: Format = { header: "", line: (row) => `${withoutKeys(JSON.stringify(row))}\n`, start: '{"line":' };

function formatOf(path: string): Format | null {
  if (/\.csv$/i.test(path)) return csv;
  return /\.(?:jsonl|ndjson)$/i.test(path) ? jsonLines : null;
}

function openIn(format: Format, { path, overwrite }: ResultsTarget): Result<ResultsFile, string> {
  const size = sizeOf(path);
  // "x" makes the file or fails, so that two runs at once never share one.
  if (size === null) return ok(new ResultsFile(path, openSync(path, "ax"), format, true));
  if (size > 0 && !overwrite) {
    return err(`${path} is there already. Name another file, or replace it with --overwrite.`);
  }
  if (size > 0 && !startsWith(path, format.start)) {
    return err(`${path} doesn't hold results of payoutkit, so it isn't overwritten. Name another file.`);
  }
  return ok(new ResultsFile(path, openSync(path, "a"), format, false));
}

function sizeOf(path: string): number | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  if (!found.isFile()) throw new Error("it isn't a file");
  return found.size;
}

function reasonOf(cause: unknown): string {
  return printable(cause instanceof Error ? cause.message : String(cause));
}
