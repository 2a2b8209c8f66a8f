import { CommanderError } from "commander";
import type { CommandIo } from "./command-io.ts";
import { exitCodes } from "./exit-codes.ts";
import { interruptSignal } from "./interrupt.ts";
import { openClient } from "./open-client.ts";
import { openQueue } from "./open-queue.ts";
import { makeOutput } from "./output.ts";
import { looksLikeKey, printable } from "./printable.ts";
import { makeProgram, type RunCommand, type RunQueueCommand } from "./program.ts";
import { progressBar, progressLines } from "./progress.ts";
import { confirmOnTerminal, isInteractive, terminalShape } from "./terminal.ts";

/** Runs the binary with its arguments and returns its exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  if (args.some(looksLikeKey)) {
    writeError(`${keyAsArgument}\n`);
    return exitCodes.usage;
  }
  let exitCode: number = exitCodes.usage;
  const run: RunCommand = async (flags, work) => {
    const started = makeIo();
    const opened = await openClient(flags, process.env);
    if (opened.isErr()) return void (exitCode = makeOutput(flags, started).refuse(opened.error));
    const { client, live, decimalsOf } = opened.value;
    const io = { ...started, decimalsOf };
    exitCode = await work(client, io, live);
    await client.close();
  };
  const runQueue: RunQueueCommand = async (flags, work) => {
    const io = makeIo();
    const opened = await openQueue(flags, process.env);
    if (opened.isErr()) return void (exitCode = makeOutput(flags, io).refuse(opened.error));
    const { queue, live, decimalsOf } = opened.value;
    exitCode = await work(queue, { ...io, decimalsOf }, live);
    await opened.value.close();
  };
  const program = makeProgram(run, writeError, runQueue);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    return cause.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  return exitCode;
}

const keyAsArgument =
  "An argument looks like a secret key. Arguments are seen by other users and kept in the shell's history: " +
  "set STRIPE_SECRET_KEY or use --key-file PATH, and replace that key if it was a real one.";

function makeIo(): CommandIo {
  const note = (text: string): void => writeError(`${printable(text)}\n`);
  const signal = interruptSignal(note);
  const isTerminal = process.stderr.isTTY === true;
  const nowMs = (): number => performance.now();
  return {
    write: (text) => void process.stdout.write(text),
    writeError,
    signal,
    confirm: isInteractive() ? (question) => confirmOnTerminal(question, signal) : undefined,
    progress: isTerminal ? progressBar(process.stderr, nowMs) : progressLines(note, nowMs),
    stdin: process.stdin,
    terminal: terminalShape(process.stdout),
  };
}

function writeError(text: string): void {
  process.stderr.write(text);
}
