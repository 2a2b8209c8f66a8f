import { once } from "node:events";
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { build } from "esbuild";

/** A stand-in for Stripe in a process of its own. */
export interface StandInProcess {
  readonly url: string;
  readonly apiKey: string;
  stop(): void;
}

/** Starts the stand-in that every run of a benchmark calls; it neither validates nor logs. */
export async function startStandIn(...options: readonly string[]): Promise<StandInProcess> {
  const fixed = ["test/stand-in/main.ts", "--balance", "usd=100000000000", "--no-validate", "--no-log-requests"];
  const { child, line } = await firstLineOf([...fixed, ...options]);
  return { ...JSON.parse(line), stop: () => child.kill() };
}

/**
 * Runs a program with one argument of JSON, and options of Node, and gives the figures that it prints. It runs as
 * JavaScript, as a user's does: Node's own reader of TypeScript would be measured too, and takes 17 MB.
 */
export async function runProgram<T>(program: string, config: object, nodeOptions: readonly string[] = []): Promise<T> {
  const script = await asJavaScript(program);
  const { child, line } = await firstLineOf([...nodeOptions, "--input-type=module", "-", JSON.stringify(config)], script);
  if (child.exitCode === null) await once(child, "exit");
  return JSON.parse(line);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** A number given on the command line as `--name value`. */
export function option(name: string, byDefault: number): number {
  const index = process.argv.indexOf(`--${name}`);
  return index === -1 ? byDefault : Number(process.argv[index + 1]);
}

/** Names given on the command line as `--name one,two`. */
export function names(name: string, byDefault: readonly string[]): readonly string[] {
  const index = process.argv.indexOf(`--${name}`);
  return index === -1 ? byDefault : (process.argv[index + 1] ?? "").split(",");
}

/** A program with all that it imports but packages, this one included. */
async function asJavaScript(program: string): Promise<string> {
  const { outputFiles } = await build({ entryPoints: [program], bundle: true, packages: "external", format: "esm", write: false, tsconfigRaw: {} });
  return outputFiles.map(({ text }) => text).join("");
}

async function firstLineOf(
  args: readonly string[],
  input = "",
): Promise<{ readonly child: ChildProcess; readonly line: string }> {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(input);
  return { child, line: await firstLine(child.stdout) };
}

async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error("a process of the benchmark ended without a word; is the package built (npm run build)?");
}
