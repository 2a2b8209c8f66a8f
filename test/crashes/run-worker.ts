import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { WorkerLine, WorkerTask } from "./worker-task.ts";

/** What became of one worker. */
export interface WorkerEnd {
  readonly lines: readonly WorkerLine[];
  readonly killed: boolean;
}

/** Called with each line as it is said. */
export type OnLine = (line: WorkerLine, child: ChildProcess) => void;

/** Runs a worker to its end, or to its death. Throws if it ends otherwise. */
export async function runWorker(task: WorkerTask, onLine: OnLine = () => {}): Promise<WorkerEnd> {
  const child = spawn(process.execPath, workerArguments(task), { env: workerEnvironment() });
  const lines: WorkerLine[] = [];
  let rest = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = `${rest}${text}`.split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const line: WorkerLine = JSON.parse(part);
      lines.push(line);
      onLine(line, child);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  const killed = child.signalCode === "SIGKILL";
  if (!killed && child.exitCode !== 0) throw new Error(`a worker ended with ${child.exitCode}: ${errors}`);
  return { lines, killed };
}

/** Node's arguments for a worker with this task. */
export function workerArguments(task: WorkerTask): string[] {
  return ["--no-warnings", fileURLToPath(new URL("./worker.ts", import.meta.url)), JSON.stringify(task)];
}

/** A worker starts in half the time where its modules were compiled before. */
export function workerEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "payoutkit-crashes-compiled") };
}
