import { createInterface } from "node:readline/promises";
import type { TerminalShape } from "./command-io.ts";

/** Asks a yes-or-no question on the terminal; anything but a yes is a no. */
export async function confirmOnTerminal(question: string, signal: AbortSignal): Promise<boolean> {
  // Without terminal mode Ctrl-C stays a signal for the process.
  const prompt = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    const answer = await prompt.question(`${question} Type yes to go on: `, { signal });
    return /^y(?:es)?$/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    prompt.close();
  }
}

/** Whether a person sits at both ends. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** What a stream can show, `undefined` where it doesn't go to a terminal. Its colours obey `NO_COLOR`. */
export function terminalShape(stream: NodeJS.WriteStream): TerminalShape | undefined {
  if (!stream.isTTY) return undefined;
  // A terminal that doesn't tell its width says 0.
  return { columns: stream.columns > 0 ? stream.columns : 80, colours: stream.hasColors() };
}
