import { answerOfKey, executeUnderKey } from "./idempotency.ts";
import { executeOrder } from "./execute.ts";
import { readOrder } from "./order.ts";
import type { LateWork, WorldRows } from "./world.ts";

/** Does what became due, each at its own time, before anything else is answered. */
export function doLateWork(rows: WorldRows, nowMs: number): void {
  for (const work of rows.takeLateWork(nowMs)) doWork(rows, work);
}

function doWork(rows: WorldRows, work: LateWork): void {
  const request = readOrder(work.body);
  if (request === null) return;
  if (work.kind === "roll_forward") {
    executeOrder(rows, request, work.dueAtMs);
    return;
  }
  const command = { idempotencyKey: work.key, prepared: { apiVersion: null, body: work.body } };
  const known = answerOfKey(rows, command, work.dueAtMs);
  if (known === null) executeUnderKey(rows, command, request, null, work.dueAtMs);
}
