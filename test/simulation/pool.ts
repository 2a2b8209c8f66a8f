import { Worker } from "node:worker_threads";
import type { Task, TaskResult } from "./task.ts";

/** What is done while tasks are worked through. */
export interface Watching {
  readonly onResult?: (result: TaskResult, task: Task) => void;
  /** Once it is aborted no further task is begun; those under way are finished. */
  readonly signal?: AbortSignal;
}

/** Works through tasks in so many threads; the results are in the order of the tasks. */
export async function runTasks(tasks: readonly Task[], threads: number, { onResult, signal }: Watching = {}): Promise<TaskResult[]> {
  const results: TaskResult[] = [];
  let next = 0;
  const thread = async (): Promise<void> => {
    for (let task = tasks[next]; task !== undefined && signal?.aborted !== true; task = tasks[next]) {
      const place = next++;
      const result = await runInThread(task);
      results[place] = result;
      onResult?.(result, task);
    }
  };
  await Promise.all(Array.from({ length: threads }, thread));
  return results;
}

/** Cuts a run of worlds into tasks of a size that shows progress and loads the sources rarely. */
export function splitTask(task: Task, largest: number): Task[] {
  const tasks: Task[] = [];
  for (let done = 0; done < task.count; done += largest) {
    tasks.push({ ...task, from: task.from + done, count: Math.min(largest, task.count - done) });
  }
  return tasks;
}

/** A thread ends with its task, so that nothing it leaves behind adds up. */
function runInThread(task: Task): Promise<TaskResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: task, execArgv: [] });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`a worker ended with code ${code} and no result`)));
  });
}
