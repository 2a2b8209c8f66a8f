import type { ResultAsync } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import type { EngineJob } from "./engine.ts";
import type { QueueParts } from "./parts.ts";
import { sweep } from "./sweep.ts";

/** What is done now and then, by one worker at a time. */
export type Chore = "recover" | "sweep" | "reconcile" | "syncHistory";

/** Every {@link Chore} and when it is done by default: five fields of cron, UTC. */
export const choreTimes: Readonly<Record<Chore, string>> = {
  recover: "*/5 * * * *",
  sweep: "*/10 * * * *",
  reconcile: "17 3 * * *",
  syncHistory: "*/15 * * * *",
};

/** How a chore is done; `null` where the sender has no such thing. */
export function choreOf({ sender, ...parts }: QueueParts, chore: string | undefined): Do | null {
  switch (chore) {
    case "recover":
      return sender.recover === undefined ? null : (signal) => sender.recover?.({ signal });
    case "sweep":
      return () => sweep({ ...parts, sender });
    case "reconcile":
      return sender.reconcile === undefined ? null : (signal) => sender.reconcile?.(undefined, { signal });
    case "syncHistory":
      return sender.syncHistory === undefined ? null : (signal) => sender.syncHistory?.(undefined, { signal });
    default:
      return null;
  }
}

/** Does a chore. */
export type Do = (signal: AbortSignal) => ResultAsync<unknown, PayoutError> | undefined;

/** Looks for chores that are due and does them, one after another, until the worker stops. */
export async function doChores(parts: QueueParts, stop: AbortSignal): Promise<void> {
  const { engine, clock } = parts;
  while (!stop.aborted) {
    const jobs = await engine.fetch("chores", 1);
    if (jobs.isOk()) for (const job of jobs.value) await doOne(parts, job, stop);
    await clock.sleep(betweenLooksMs * (0.75 + clock.random() / 2), stop);
  }
}

const betweenLooksMs = 5_000;
const pulseMs = 4_000;

async function doOne(parts: QueueParts, job: EngineJob, stop: AbortSignal): Promise<void> {
  const { engine, clock } = parts;
  const over = new AbortController();
  const keeping = keep(parts, job, over.signal);
  const failure = await attempt(choreOf(parts, job.subjects[0]), stop);
  over.abort("done");
  await keeping;
  if (failure === null) await engine.complete("chores", [job]);
  else await engine.fail("chores", [job], failure);
  await clock.turn();
}

async function keep({ engine, clock }: QueueParts, job: EngineJob, over: AbortSignal): Promise<void> {
  await clock.sleep(pulseMs, over);
  while (!over.aborted) {
    await engine.keep("chores", [job]);
    await clock.sleep(pulseMs, over);
  }
}

/** Why a chore failed, `null` if it didn't; it is due again at its next time in any case. */
async function attempt(chore: Do | null, stop: AbortSignal): Promise<string | null> {
  try {
    const result = await chore?.(stop);
    return result?.isErr() === true ? result.error.message : null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
