import { err, ok, type Result, ResultAsync } from "neverthrow";
import type { OpenPayout } from "../../ports/queue-ledger.ts";
import type { EngineFailure } from "./engine.ts";
import type { QueueParts } from "./parts.ts";
import { putBack } from "./put-back.ts";

/** What a sweep found. */
export interface SweepReport {
  /** Payouts that aren't over. */
  readonly checked: number;
  /** Those whose job was lost, and which have a new one now. */
  readonly putBack: number;
}

/** Goes through what isn't over and puts back what the engine has forgotten. A dead letter isn't forgotten. */
export function sweep(parts: QueueParts): ResultAsync<SweepReport, EngineFailure> {
  return new ResultAsync(sweepAll(parts));
}

/** One that goes on to another state meanwhile has a job that somebody works on, so it may be missed. */
async function sweepAll(parts: QueueParts): Promise<Result<SweepReport, EngineFailure>> {
  const report = { checked: 0, putBack: 0 };
  for (const state of ["sending", "unknown", "waiting"] as const) {
    for (let after: OpenPayout | null = null; ; ) {
      const page: Result<OpenPayout[], EngineFailure> = await parts.ledger.listOpen(parts.scope, { state, after, limit: pageSize });
      if (page.isErr()) return err(page.error);
      const moved = await putBackLost(parts, page.value);
      if (moved.isErr()) return err(moved.error);
      report.checked += page.value.length;
      report.putBack += moved.value;
      if (page.value.length < pageSize) break;
      after = page.value.at(-1) ?? null;
    }
  }
  return ok(report);
}

const pageSize = 2_000;

async function putBackLost(parts: QueueParts, open: readonly OpenPayout[]): Promise<Result<number, EngineFailure>> {
  const kept = await parts.engine.findKept([...new Set(open.map(({ job }) => job))]);
  if (kept.isErr()) return err(kept.error);
  const lost = open.filter(({ job }) => !kept.value.has(job));
  if (lost.length === 0) return ok(0);
  // Named by the job that was lost: if the payout was settled or put back meanwhile, nothing happens to it.
  const moves = lost.map(({ reference, job, dueInMs }) => ({ reference, from: job, state: null, delayMs: dueInMs, error: null }));
  return putBack(parts, moves);
}
