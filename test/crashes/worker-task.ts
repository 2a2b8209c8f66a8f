import type { PayoutRequest } from "../../src/index.ts";
import type { StoreConfig } from "./open-store.ts";

/** What a worker is started with, as JSON in its first argument. */
export interface WorkerTask {
  readonly store: StoreConfig;
  readonly provider: { readonly url: string; readonly apiKey: string };
  /** Done one after another. */
  readonly jobs: readonly Job[];
  /** Where it kills itself; `null` leaves that to others. */
  readonly death: Death | null;
  /** Whether it tells of each step, so that others can choose a moment. */
  readonly tellsSteps: boolean;
}

/** One call of the client. */
export type Job =
  | { readonly call: "sendPayout"; readonly payout: PayoutRequest; readonly timeoutMs?: number }
  | { readonly call: "recover" }
  | { readonly call: "processBatchPayouts"; readonly payouts: readonly PayoutRequest[]; readonly concurrency: number };

/** Where a worker kills itself: the nth step of a kind, or the nth step of a name such as `after provider.create`. */
export interface Death {
  readonly at: string;
  readonly count: number;
}

/**
 * The kinds of steps: an `edge` is a call of the store or the provider that is about to begin or has just been
 * answered; `during` is one that has begun and isn't answered a millisecond later.
 */
export type StepKind = "edge" | "during";

/** What a caller was told about one payout. */
export interface Told {
  readonly reference: string | null;
  readonly outcome: "not_created" | "created" | "unknown";
  /** The transfer's id, `null` where the caller was told of none. */
  readonly transferId: string | null;
  /** What the answer was, for people. */
  readonly answer: string;
}

/** One line of a worker's output, in JSON. */
export type WorkerLine =
  | { readonly line: "step"; readonly at: string }
  | { readonly line: "dies"; readonly at: string }
  | { readonly line: "told"; readonly told: Told; readonly atMs: number }
  | { readonly line: "recovered"; readonly checked: number; readonly paid: number; readonly failed: number }
  | { readonly line: "batch"; readonly total: number; readonly unsettled: number };
