import type { ResultAsync } from "neverthrow";
import type { PutBackPayout } from "../../ports/queue-ledger.ts";
import type { EngineFailure, EngineJob, LaneName } from "./engine.ts";
import { newJobIds } from "./job-id.ts";
import { type JobShare, jobsOf, shareOut } from "./job-share.ts";
import type { QueueParts } from "./parts.ts";

/** A payout that another job shall go on with; that job's id is made here. */
export type PutBack = Omit<PutBackPayout, "to">;

/** The payouts of jobs, to be gone on with as they stand. */
export function payoutsOf(jobs: readonly EngineJob[]): PutBack[] {
  return jobs.flatMap(({ id, subjects }) =>
    subjects.map((reference) => ({ reference, from: id, state: null, delayMs: 0, error: null })),
  );
}

/** Gives payouts to new jobs, which those that wait equally long may share; resolves to how many that were. */
export function putBack(parts: QueueParts, payouts: readonly PutBack[]): ResultAsync<number, EngineFailure> {
  const nowMs = parts.clock.now();
  const delays = new Set(payouts.map(({ delayMs }) => delayMs));
  const shares = [...delays].flatMap((delayMs) => shareOut(payouts.filter((payout) => payout.delayMs === delayMs), nowMs, delayMs));
  return move(parts, "payouts", shares, null);
}

/** Makes dead letters of payouts, one of each; resolves to how many that were. */
export function bury(parts: QueueParts, payouts: readonly PutBack[], why: string): ResultAsync<number, EngineFailure> {
  const nextId = newJobIds(parts.clock.now());
  const shares = payouts.map((payout) => ({ id: nextId(), delayMs: 0, payouts: [payout] }));
  return move(parts, "dead", shares, why);
}

/** The ledger's rows and the jobs change in one transaction; a payout that isn't its job's any more stays where it is. */
function move(
  { ledger, engine, scope }: QueueParts,
  lane: LaneName,
  shares: readonly JobShare<PutBack>[],
  why: string | null,
): ResultAsync<number, EngineFailure> {
  const moves = shares.flatMap(({ id, payouts }) => payouts.map((payout) => ({ ...payout, to: id })));
  return ledger.transaction((transaction) =>
    transaction.putBack(scope, moves).andThen((references) => {
      const moved = new Set(references);
      const jobs = jobsOf(shares, (reference) => moved.has(reference), why);
      return engine.insert(lane, jobs, transaction).map(() => moved.size);
    }),
  );
}
