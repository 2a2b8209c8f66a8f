import { parentPort, workerData } from "node:worker_threads";
import { invariant } from "../../src/domain/invariant.ts";
import type { Task, TaskResult } from "./task.ts";

// A mistake has to be planted before the sources are loaded, so nothing that loads them is imported above.
const task: Task = workerData;
invariant(parentPort !== null, "the worker has no parent");
const result: TaskResult = await work(task);
parentPort.postMessage(result);

async function work(given: Task): Promise<TaskResult> {
  const { runTask } = await import("./task.ts");
  return runTask(given);
}
