import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { temporaryDirectory } from "./temporary-directory.ts";

/** What the binary runs in. */
export interface Surroundings {
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** How the binary ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the binary as a process of its own, without any key of the machine. */
export function start(args: readonly string[], surroundings: Surroundings = {}): ChildProcessWithoutNullStreams {
  const { directory = temporaryDirectory(), environment = {} } = surroundings;
  const { STRIPE_SECRET_KEY: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [binary, ...args], { cwd: directory, env: { ...inherited, ...environment } });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Runs the binary to its end. */
export async function payoutkit(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  const child = start(args, surroundings);
  const output = outputOf(child);
  child.stdin.end(surroundings.input ?? "");
  return output;
}

/** Runs the binary to its end with its standard output into a file, of which at most `mostBlocks` of 512 bytes may be written. */
export async function payoutkitInto(path: string, args: readonly string[], surroundings: Surroundings = {}, mostBlocks?: number): Promise<Ended> {
  const { directory = temporaryDirectory(), input = "" } = surroundings;
  const limit = mostBlocks === undefined ? "" : `trap "" XFSZ; ulimit -f ${mostBlocks};`;
  const { STRIPE_SECRET_KEY: _, ...env } = process.env;
  const child = spawn("/bin/sh", ["-c", `${limit} exec "$@" > "$0"`, path, process.execPath, binary, ...args], { cwd: directory, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  child.stdin.end(input);
  return outputOf(child);
}

/** Collects what a process writes until it ends. */
export async function outputOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  await once(child, "close");
  return { exitCode: child.exitCode, stdout, stderr };
}

const binary = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url));
