import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { err, ok, type Result } from "../index.ts";
import type { CommandIo } from "./command-io.ts";
import { readCsv } from "./csv-rows.ts";
import { type DecimalsOf, isoDecimalsOf } from "./format-money.ts";
import { readJsonLines } from "./json-rows.ts";
import type { SourceRows } from "./source-row.ts";
import { textChunks } from "./text-chunks.ts";

/** Standard input, as a file's name. */
export const standardInput = "-";

/**
 * Opens a file of payouts, CSV or JSON Lines, to be read as it is paid and never whole. The error is a
 * sentence that names the file and says why there is nothing to pay.
 */
export async function openPayoutFile(
  path: string,
  { stdin = process.stdin, decimalsOf = isoDecimalsOf }: Pick<CommandIo, "stdin" | "decimalsOf"> = {},
): Promise<Result<SourceRows, string>> {
  const name = path === standardInput ? "standard input" : path;
  try {
    const problem = path === standardInput ? null : await fileProblem(path);
    if (problem !== null) return err(`${name} ${problem}`);
    const bytes: AsyncIterable<Uint8Array> = path === standardInput ? stdin : createReadStream(path);
    return (await readRows(path, textChunks(bytes), decimalsOf)).mapErr(
      (message) => `${name}${message.startsWith(",") ? "" : " "}${message}`,
    );
  } catch (cause) {
    return err(`${name} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** What changes when a file is written to; `null` for what can't be read twice, such as standard input. */
export async function fileStamp(path: string): Promise<string | null> {
  if (path === standardInput) return null;
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? `${found.ino} ${found.size} ${found.mtimeMs}` : null;
}

/** About how many rows a file has, without reading it as payouts; `null` if it can't be read twice. */
export async function estimateRows(path: string): Promise<number | null> {
  if ((await fileStamp(path)) === null) return null;
  let filledLines = 0;
  let isFilled = false;
  let first: number | undefined;
  const bytes: AsyncIterable<Uint8Array> = createReadStream(path);
  for await (const chunk of bytes) {
    for (const byte of chunk) {
      if (byte === lineFeed) isFilled = false;
      else if (!isFilled && byte > space && !byteOrderMark.has(byte)) {
        isFilled = true;
        filledLines += 1;
        first ??= byte;
      }
    }
  }
  const headers = first === openingBrace ? 0 : 1;
  return Math.max(0, filledLines - headers);
}

async function readRows(
  path: string,
  chunks: AsyncGenerator<string>,
  decimalsOf: DecimalsOf,
): Promise<Result<SourceRows, string>> {
  let start = "";
  while (start.trim() === "") {
    const next = await chunks.next();
    if (next.done === true) return err("is empty");
    start += next.value;
    if (start.includes("\0")) return err("isn't UTF-8 text; save it as CSV in UTF-8");
  }
  const text = startingWith(start, chunks);
  if (/^\s*\[/.test(start)) return err("is a JSON array; write one object a line instead, without commas between them");
  const isJson = /\.(?:jsonl|ndjson)$/i.test(path) || /^\s*\{/.test(start);
  return isJson ? ok(readJsonLines(text, decimalsOf)) : readCsv(text, decimalsOf);
}

async function* startingWith(start: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield start;
  yield* rest;
}

const lineFeed = 10;
const space = 32;
const openingBrace = 123;
const byteOrderMark: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf]);

async function fileProblem(path: string): Promise<string | null> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? "is a directory; name a CSV or JSON Lines file" : null;
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    return missing ? "isn't there" : `can't be read: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
