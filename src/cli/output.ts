import type { PayoutError } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { moneySentence, nextStep } from "./describe-error.ts";
import { errorText } from "./error-text.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { formatMoney, isoDecimalsOf, type ShowMoney } from "./format-money.ts";
import { type Cell, formatTable } from "./format-table.ts";
import { printable, withoutKeys } from "./printable.ts";
import { toned, type Tone } from "./tone.ts";

/** The only way in which commands write; everything that passes is made safe to print. */
export interface Output {
  readonly json: boolean;
  /** A line of the answer, for people. */
  line(text?: string, tone?: Tone): void;
  /** Rows of the answer, for people, fitted to the terminal's width. */
  table(rows: readonly (readonly Cell[])[], columns?: TableColumns): void;
  /** A remark beside the answer, for people. */
  note(text: string): void;
  /** The answer, or a line of it, for programs. */
  document(value: unknown): void;
  /** Says why a command that reads ended without an answer, and returns the exit code. */
  fail(error: PayoutError): number;
  /** Says why a command that moves money ended, and what is known about the money; returns the exit code. */
  failToPay(error: PayoutError): number;
  /** Says what is wrong with how the command was called, and returns the exit code. */
  refuse(message: string): number;
  /** An amount in its currency's own form. */
  readonly money: ShowMoney;
}

/** The columns of a table. */
export interface TableColumns {
  /** Those that stand to the right. */
  readonly right?: readonly number[] | undefined;
  /** Their names, which only a terminal shows. */
  readonly head?: readonly string[] | undefined;
}

/** Builds a command's {@link Output}. */
export function makeOutput(options: OutputOptions, io: CommandIo): Output {
  const json = options.json ?? false;
  const { terminal, decimalsOf = isoDecimalsOf } = io;
  const document = (value: unknown): void => io.write(`${withoutKeys(JSON.stringify(value))}\n`);
  const writeError = (text: string): void => (io.writeError ?? io.write)(`${printable(text)}\n`);
  const money: ShowMoney = (amount) => formatMoney(amount, decimalsOf);
  const failWith = (error: PayoutError, about: readonly string[]): number => {
    if (json) document({ error });
    else for (const line of [`${error.code}: ${errorText(error, money)}`, ...about, ...helpLines(error)]) writeError(line);
    return io.signal.aborted ? exitCodes.interrupted : exitCodeOf(error);
  };
  return {
    json,
    document,
    line: (text = "", tone) => {
      const safe = printable(text);
      io.write(`${tone === undefined || terminal?.colours !== true ? safe : toned(safe, tone)}\n`);
    },
    table: (rows, { right, head } = {}) => {
      const layout = terminal === undefined ? {} : { head, width: terminal.columns, colours: terminal.colours };
      for (const line of formatTable(rows.map((row) => row.map(safeCell)), { right, ...layout })) io.write(`${line}\n`);
    },
    note: (text) => io.writeError?.(`${printable(text)}\n`),
    fail: (error) => failWith(error, []),
    failToPay: (error) => failWith(error, [moneySentence(error)]),
    refuse: (message) => {
      if (json) document({ error: { code: "USAGE", message } });
      else writeError(message);
      return exitCodes.usage;
    },
    money,
  };
}

function safeCell(cell: Cell): Cell {
  return typeof cell === "string" ? printable(cell) : { text: printable(cell.text), tone: cell.tone };
}

function helpLines(error: PayoutError): string[] {
  return [nextStep(error), `More: node_modules/${error.docs}`];
}
