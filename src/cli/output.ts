import type { PayoutError } from "../index.ts";
import type { CommandIo, OutputOptions } from "./command-io.ts";
import { moneySentence, nextStep } from "./describe-error.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { printable, withoutKeys } from "./printable.ts";

/** The only way in which commands write; everything that passes is made safe to print. */
export interface Output {
  readonly json: boolean;
  /** A line of the answer, for people. */
  line(text?: string): void;
  /** A remark beside the answer, for people. */
  note(text: string): void;
  /** The answer, or a line of it, for programs. */
  document(value: unknown): void;
  /** Says why the command ended without an answer, and returns the exit code. */
  fail(error: PayoutError): number;
  /** Says what is wrong with how the command was called, and returns the exit code. */
  refuse(message: string): number;
}

/** Builds a command's {@link Output}. */
export function makeOutput(options: OutputOptions, io: CommandIo): Output {
  const json = options.json ?? false;
  const document = (value: unknown): void => io.write(`${withoutKeys(JSON.stringify(value))}\n`);
  const writeError = (text: string): void => (io.writeError ?? io.write)(`${printable(text)}\n`);
  return {
    json,
    document,
    line: (text = "") => io.write(`${printable(text)}\n`),
    note: (text) => io.writeError?.(`${printable(text)}\n`),
    fail: (error) => {
      if (json) document({ error });
      else for (const line of errorLines(error)) writeError(line);
      return io.signal.aborted ? exitCodes.interrupted : exitCodeOf(error);
    },
    refuse: (message) => {
      if (json) document({ error: { code: "USAGE", message } });
      else writeError(message);
      return exitCodes.usage;
    },
  };
}

function errorLines(error: PayoutError): string[] {
  return [`${error.code}: ${error.message}`, moneySentence(error), nextStep(error)].filter((line) => line !== "");
}
