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
import { StandardOutput } from "./standard-output.ts";
import { confirmOnTerminal, isInteractive, terminalShape } from "./terminal.ts";

/** Runs the binary with its arguments and returns its exit code, once everything that it wrote has arrived. */
export async function runCli(args: readonly string[]): Promise<number> {
  const output = new StandardOutput(process.stdout);
  // Where standard error has no reader there is nobody left to tell.
  process.stderr.on("error", () => {});
  const exitCode = await runArguments(args, output);
  const failure = await output.end();
  if (failure === null) return exitCode;
  writeError(`Standard output couldn't be written to (${printable(failure)}), so a part of it is lost.\n${afterLoss}\n`);
  return exitCode === exitCodes.ok ? exitCodes.failed : exitCode;
}

const afterLoss = "Run the same command again to be told: what is paid isn't paid again.";

async function runArguments(args: readonly string[], output: StandardOutput): Promise<number> {
  if (args.some(looksLikeKey)) {
    writeError(`${keyAsArgument}\n`);
    return exitCodes.usage;
  }
  let exitCode: number = exitCodes.usage;
  const run: RunCommand = async (flags, work) => {
    const started = makeIo(output);
    const opened = await openClient(flags, process.env);
    if (opened.isErr()) return void (exitCode = makeOutput(flags, started).refuse(opened.error));
    const { client, live, decimalsOf } = opened.value;
    const io = { ...started, decimalsOf };
    exitCode = await work(client, io, live);
    await client.close();
  };
  const runQueue: RunQueueCommand = async (flags, work) => {
    const io = makeIo(output);
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

function makeIo(output: StandardOutput): CommandIo {
  const note = (text: string): void => writeError(`${printable(text)}\n`);
  const signal = interruptSignal(note, output.unread);
  const isTerminal = process.stderr.isTTY === true;
  const nowMs = (): number => performance.now();
  return {
    write: (text) => output.write(text),
    outputFailed: output.failed,
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
