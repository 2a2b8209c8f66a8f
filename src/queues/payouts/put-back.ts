import type { ResultAsync } from "neverthrow";
import type { PutBackPayout, QueueLedger, QueueScope } from "../../ports/queue-ledger.ts";
import type { EngineFailure, QueueEngine } from "./engine.ts";
import { newJobId } from "./job-id.ts";

/** A payout that another job shall go on with; that job's id is made here. */
export type PutBack = Omit<PutBackPayout, "to">;

/** Where payouts are put back. */
export interface PutBackPlace {
  readonly engine: QueueEngine;
  readonly ledger: QueueLedger;
  readonly scope: QueueScope;
}

/** Gives payouts to new jobs, the ledger's rows and the jobs in one transaction; resolves to how many that were. */
export function putBack(place: PutBackPlace, payouts: readonly PutBack[], nowMs: number): ResultAsync<number, EngineFailure> {
  const moves = payouts.map((payout) => ({ ...payout, to: newJobId(nowMs) }));
  return place.ledger.transaction((transaction) =>
    transaction.putBack(place.scope, moves).andThen((references) => {
      const moved = new Set(references);
      const jobs = moves
        .filter(({ reference }) => moved.has(reference))
        .map(({ to, reference, delayMs }) => ({ id: to, subject: reference, delayMs }));
      return place.engine.insert("payouts", jobs, transaction).map(() => jobs.length);
    }),
  );
}
