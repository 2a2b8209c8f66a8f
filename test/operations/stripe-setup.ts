import { PayoutClient } from "../../src/client.ts";
import type { PayoutClientOptions } from "../../src/client-options.ts";
import type { PayoutEvent } from "../../src/domain/events.ts";
import { stripeProvider } from "../../src/providers/stripe/index.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { type TestClock, testClock } from "../../src/testing/test-clock.ts";
import type { PayoutStore } from "../../src/ports/payout-store.ts";
import { closeClean } from "../providers/stripe/close-clean.ts";
import { type StandIn, type StandInOptions, startStandIn } from "../stand-in/index.ts";
import { payoutRequest, runClock, startMs } from "./client-setup.ts";
import type { PayoutRequest } from "../../src/domain/payout-request.ts";

/** A client that speaks HTTP to a stand-in whose clock is the client's. */
export interface StripeSetup extends AsyncDisposable {
  readonly stripe: StandIn;
  readonly clock: TestClock;
  readonly store: PayoutStore;
  readonly events: PayoutEvent[];
  readonly client: PayoutClient;
  another(options?: Partial<PayoutClientOptions>): PayoutClient;
  run<T>(work: PromiseLike<T>): Promise<T>;
  /** Moves both clocks while nothing is under way. */
  pass(ms: number): Promise<void>;
  /** What happened to creates: the key's attempt told apart by its first appearance, and the status. */
  sends(): { readonly key: string | null; readonly status: number | null; readonly replayed: boolean }[];
}

/** What a setup is made of. */
export interface StripeSetupOptions extends Partial<PayoutClientOptions> {
  readonly standIn?: StandInOptions;
  /** Real milliseconds that the adapter waits for one answer. */
  readonly answerMs?: number;
}

export const onCreate = { method: "POST", path: "/v1/transfers" } as const;

export async function stripeSetup({ standIn, answerMs = 10_000, ...options }: StripeSetupOptions = {}): Promise<StripeSetup> {
  const stripe = await startStandIn({ clock: { startMs, frozen: true }, ...standIn });
  const clock = testClock(startMs);
  const events: PayoutEvent[] = [];
  const store = options.store ?? memoryStore();
  const provider = stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url, timeoutMs: answerMs });
  const another = (changes: Partial<PayoutClientOptions> = {}): PayoutClient =>
    new PayoutClient({ provider, clock, onEvent: (event) => void events.push(event), ...options, store, ...changes });
  return {
    ...{ stripe, clock, store, events, another, client: another() },
    run: (work) => runClock(clock, work, 10),
    pass: async (ms) => {
      await clock.advance(ms);
      stripe.clock.set(clock.now());
    },
    sends: () =>
      stripe.requests
        .filter(({ method }) => method === "POST")
        .map(({ idempotencyKey, status, replayed }) => ({ key: idempotencyKey, status, replayed })),
    [Symbol.asyncDispose]: () => closeClean(stripe),
  };
}

/** A payout that the stand-in takes. */
export function stripeRequest(changes: Partial<PayoutRequest> = {}): PayoutRequest {
  return payoutRequest({ recipientId: "acct_ready", ...changes });
}
