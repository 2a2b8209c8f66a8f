import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { MachineTask } from "./machine-task.ts";

/** A worker that runs. */
export interface Machine {
  /** Payouts that it has paid so far, as it last said. */
  paid(): number;
  /** Whether it has ended. */
  isGone(): boolean;
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Lets it finish what is under way. */
  stop(): Promise<void>;
}

/** Starts a worker as a process of its own. */
export function startMachine(task: MachineTask): Machine {
  const program = fileURLToPath(new URL("./machine.ts", import.meta.url));
  const child = spawn(process.execPath, ["--no-warnings", program, JSON.stringify(task)], { stdio: ["ignore", "pipe", "pipe"] });
  let paid = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    paid = Number(JSON.parse(line).paid);
  });
  return {
    paid: () => paid,
    isGone: () => isGone(child),
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (isGone(child)) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

function isGone({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
