import type { NewJob } from "./engine.ts";
import { newJobIds } from "./job-id.ts";

/** Some payouts and the job that is to pay them. */
export interface JobShare<T> extends Pick<NewJob, "id" | "delayMs"> {
  readonly payouts: readonly T[];
}

/** The most payouts of one job. */
export const mostPerJob = 20;

/** As many payouts get jobs of their own, so that each of many workers has some of a small batch. */
const fewestJobs = 200;

/**
 * Shares payouts out among new jobs. Of few payouts each has a job of its own; of many, neighbours share one, and what
 * jobs cost is less by as much.
 */
export function shareOut<T>(payouts: readonly T[], nowMs: number, delayMs = 0): JobShare<T>[] {
  const perJob = Math.min(mostPerJob, Math.ceil(payouts.length / fewestJobs));
  const nextId = newJobIds(nowMs);
  const shares: JobShare<T>[] = [];
  for (let start = 0; start < payouts.length; start += perJob) {
    shares.push({ id: nextId(), delayMs, payouts: payouts.slice(start, start + perJob) });
  }
  return shares;
}

/** The jobs of shares, with those references that are theirs; a share that has none gets no job. */
export function jobsOf(
  shares: readonly JobShare<{ readonly reference: string }>[],
  isTheirs: (reference: string) => boolean,
  why: string | null = null,
): NewJob[] {
  return shares
    .map(({ id, delayMs, payouts }) => ({ id, delayMs, why, subjects: payouts.map(({ reference }) => reference).filter(isTheirs) }))
    .filter(({ subjects }) => subjects.length > 0);
}
