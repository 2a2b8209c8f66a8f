import type { Task } from "./task.ts";

/** Worlds within the assumptions, without a planted mistake. */
export const honestTask: Task = { from: 0, count: 0, limit: null, mutant: null, mostViolations: 20 };
