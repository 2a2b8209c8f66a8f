import { err, ok, type Result, ResultAsync } from "neverthrow";
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

async function sweepAll(parts: QueueParts): Promise<Result<SweepReport, EngineFailure>> {
  const report = { checked: 0, putBack: 0 };
  for (let after: string | null = null; ; ) {
    const page = await parts.ledger.listOpen(parts.scope, { after, limit: pageSize });
    if (page.isErr()) return err(page.error);
    const kept = await parts.engine.findKept(page.value.map(({ job }) => job));
    if (kept.isErr()) return err(kept.error);
    const lost = page.value.filter(({ job }) => !kept.value.has(job));
    if (lost.length > 0) {
      // Named by the job that was lost: if the payout was settled or put back meanwhile, nothing happens to it.
      const moves = lost.map(({ reference, job, dueInMs }) => ({
        reference,
        from: job,
        state: null,
        delayMs: dueInMs,
        error: null,
      }));
      const moved = await putBack(parts, moves, parts.clock.now());
      if (moved.isErr()) return err(moved.error);
      report.putBack += moved.value;
    }
    report.checked += page.value.length;
    if (page.value.length < pageSize) return ok(report);
    after = page.value.at(-1)?.reference ?? null;
  }
}

const pageSize = 2_000;
