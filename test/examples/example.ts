import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import manifest from "../../package.json" with { type: "json" };

/** An example that was started as its npm script starts it, over the sources, in an empty folder. */
export interface Example {
  /** Where it listens, such as `http://127.0.0.1:40213`. */
  readonly url: string;
  /** Asks it to end, as a process manager does, and gives its exit code. */
  stop(): Promise<number | null>;
}

/** What a program printed, and how it ended. */
export interface Ended {
  readonly stdout: string;
  readonly code: number;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const hooks = new URL("../docs/entry-hooks.ts", import.meta.url).href;
const scripts: Readonly<Record<string, string>> = manifest.scripts;
const execute = promisify(execFile);

/** Gives an empty folder to what runs in it, and takes it away afterwards. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "payoutkit-example-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts the server of `npm run example:NAME` on a free port, and ends it after the work whatever happens. */
export async function withServer(name: string, folder: string, work: (example: Example) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, argumentsOf(name), { cwd: folder, env: { PATH: process.env["PATH"], PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  try {
    await work({ url: await addressOf(child), stop: () => stop(child, ended) });
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

/** Runs `npm run example:NAME -- ARGUMENTS` to its end. */
export async function runExample(name: string, folder: string, ...rest: readonly string[]): Promise<Ended> {
  try {
    const { stdout } = await execute(process.execPath, [...argumentsOf(name), ...rest], { cwd: folder, env: { PATH: process.env["PATH"] } });
    return { stdout, code: 0 };
  } catch (error) {
    if (error instanceof Error && "stdout" in error && "code" in error) return { stdout: String(error.stdout), code: Number(error.code) };
    throw error;
  }
}

function argumentsOf(name: string): string[] {
  const [node, program = "", ...more] = scripts[`example:${name}`]?.split(" ") ?? [];
  if (node !== "node" || more.length > 0) throw new Error(`expected the script example:${name} to be "node FILE"`);
  return ["--import", hooks, join(root, program)];
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("expected the example's output to be read");
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^listening on (http:\S+)$/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error("the example ended before it listened");
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<number | null> {
  child.kill("SIGTERM");
  await ended;
  return child.exitCode;
}
