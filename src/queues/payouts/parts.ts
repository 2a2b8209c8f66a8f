import type { Clock } from "../../ports/clock.ts";
import type { PayoutSender } from "../../ports/payout-sender.ts";
import type { QueueLedger, QueueScope } from "../../ports/queue-ledger.ts";
import type { RateLimiter } from "../../ports/rate-limiter.ts";
import type { QueueEngine } from "./engine.ts";

/** What a queue is made of. */
export interface QueueParts {
  readonly engine: QueueEngine;
  readonly ledger: QueueLedger;
  readonly sender: PayoutSender;
  readonly scope: QueueScope;
  readonly clock: Required<Clock>;
  /** Asked before each payout is sent, `null` if the sender keeps its rate itself. */
  readonly rate: RateLimiter | null;
  /** Payouts that one worker has at once. */
  readonly concurrency: number;
}
