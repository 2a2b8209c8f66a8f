import { happensInExecution } from "./idempotency.ts";
import type { SandboxOrder } from "./order.ts";
import type { QueuedScenario, SandboxRead, ScenarioKind } from "./scenarios.ts";
import type { WorldRows } from "./world.ts";

/** Takes the first scenario that is for this create; one that needs an execution waits for one. */
export function takeCreateScenario(
  rows: WorldRows,
  request: SandboxOrder,
  isExecuted: boolean,
): QueuedScenario | null {
  return takeFirst(
    rows,
    "create",
    (queued) =>
      (isExecuted || !happensInExecution(queued)) &&
      (queued.reference === null || queued.reference === request.mark.reference) &&
      (queued.recipientId === null || queued.recipientId === request.recipientId),
  );
}

/** Takes the first scenario that is for this read. */
export function takeReadScenario(rows: WorldRows, call: SandboxRead): QueuedScenario | null {
  return takeFirst(rows, "read", (queued) => queued.call === null || queued.call === call);
}

function takeFirst(
  rows: WorldRows,
  kind: ScenarioKind,
  applies: (queued: QueuedScenario) => boolean,
): QueuedScenario | null {
  const found = rows.scenarios(kind).find(applies);
  if (found === undefined) return null;
  rows.setScenarioTimes(found.number, found.times - 1);
  return found;
}
