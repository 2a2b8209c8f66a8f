import { answerOfKey, executeUnderKey } from "./idempotency.ts";
import { executeTransfer } from "./ledger.ts";
import { readRequest } from "./request.ts";
import type { LateWork, WorldRows } from "./world.ts";

/** Does what became due, each at its own time, before anything else is answered. */
export function doLateWork(rows: WorldRows, nowMs: number): void {
  for (const work of rows.takeLateWork(nowMs)) doWork(rows, work);
}

function doWork(rows: WorldRows, work: LateWork): void {
  const request = readRequest(work.body);
  if (request === null) return;
  if (work.kind === "roll_forward") {
    executeTransfer(rows, request, work.dueAtMs);
    return;
  }
  const command = { idempotencyKey: work.key, prepared: { apiVersion: null, body: work.body } };
  const known = answerOfKey(rows, command, work.dueAtMs);
  if (known === null) executeUnderKey(rows, command, request, null, work.dueAtMs);
}
