import type { PayoutRequest } from "../../../src/domain/payout-request.ts";
import { hourMs, minuteMs } from "./durations.ts";
import { drawKnobs, type Knobs } from "./knobs.ts";
import type { KnownLimit } from "./known-limits.ts";
import { Random } from "./random.ts";

/** What a seed makes of a world before it begins. */
export interface Scenario {
  readonly seed: number;
  /** A fault beyond the assumptions, or `null`. */
  readonly limit: KnownLimit | null;
  readonly knobs: Knobs;
  readonly payouts: readonly [PayoutRequest, ...PayoutRequest[]];
  readonly reversals: readonly ReversalWish[];
  /** How far each process's clock is off. */
  readonly skewsMs: readonly number[];
  readonly storeSkewMs: number | null;
  readonly tellsDeadProcesses: boolean;
  readonly lookupNew: "auto" | "always" | "never";
  readonly checkBalance: boolean;
  /** How many things happen before the faults stop. */
  readonly steps: number;
}

/** What somebody wants taken back, once there is something to take back. */
export interface ReversalWish {
  readonly reference: string;
  /** The payout whose transfer it is about; `null` for a transfer that isn't ours. */
  readonly payoutReference: string | null;
  /** Minor units; `null` for all that is left. */
  readonly amount: number | null;
}

/** Draws a world; a climate sets some of its faults whatever is drawn. */
export function drawScenario(seed: number, limit: KnownLimit | null, climate: Partial<Knobs> = {}): Scenario {
  const random = new Random(seed).fork();
  const knobs = { ...drawKnobs(random, limit), ...climate };
  const skew = drawSkew(random, limit);
  const unseen = limit === "rows_lost_unseen" || limit === "store_replaced_while_running";
  const payouts = [drawPayout(random, 1), ...Array.from({ length: random.integer(0, 3) }, (_, index) => drawPayout(random, index + 2))] as const;
  return {
    seed,
    limit,
    knobs,
    payouts: [...payouts],
    reversals: Array.from({ length: random.integer(0, 3) }, (_, index) => drawReversal(random, payouts, index + 1)),
    skewsMs: Array.from({ length: random.integer(1, 3) }, skew),
    storeSkewMs: random.chance(0.5) ? null : skew(),
    tellsDeadProcesses: random.chance(0.3),
    lookupNew: unseen || random.chance(0.6) ? "auto" : random.pick(["always", "always", "never"]),
    checkBalance: random.chance(0.7),
    steps: random.integer(4, 26),
  };
}

function drawPayout(random: Random, number: number): PayoutRequest {
  const request = { reference: `r${number}`, recipientId: `acct_${random.integer(1, 2)}`, amount: random.integer(100, 20_000) };
  return { ...request, currency: "usd", metadata: { number: String(number) } };
}

/** Reversals have references of their own, which may well be those of payouts. */
function drawReversal(random: Random, payouts: readonly [PayoutRequest, ...PayoutRequest[]], number: number): ReversalWish {
  const { reference, amount } = random.pick(payouts);
  const payoutReference = random.chance(0.85) ? reference : null;
  return { reference: `r${number}`, payoutReference, amount: random.chance(0.4) ? null : random.integer(1, amount) };
}

function drawSkew(random: Random, limit: KnownLimit | null): () => number {
  const kind = random.next();
  if (limit === "clocks_apart_unseen" || kind < 0.2) return () => random.integer(-30 * 60, 30 * 60) * minuteMs;
  if (kind < 0.4) return () => random.integer(-2 * hourMs, 2 * hourMs);
  return kind < 0.6 ? () => random.integer(-2 * minuteMs, 2 * minuteMs) : () => 0;
}
