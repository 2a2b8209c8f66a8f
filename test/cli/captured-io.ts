import type { CommandIo } from "../../src/cli/index.ts";

/** An io that keeps what a command writes. */
export interface CapturedIo {
  readonly io: CommandIo;
  /** What went to standard output, line by line. */
  readonly lines: () => readonly string[];
  /** What went to standard error. */
  readonly errors: () => string;
  /** Standard output as JSON, line by line. */
  readonly documents: () => readonly unknown[];
}

/** Keeps what a command writes, with anything else of the io replaced. */
export function captureIo(replaced: Partial<CommandIo> = {}): CapturedIo {
  let out = "";
  let errors = "";
  const io: CommandIo = {
    write: (text) => void (out += text),
    writeError: (text) => void (errors += text),
    signal: new AbortController().signal,
    ...replaced,
  };
  const lines = (): string[] => out.split("\n").slice(0, -1);
  return { io, lines, errors: () => errors, documents: () => lines().map((line): unknown => JSON.parse(line)) };
}
