import { PayoutClient } from "../../src/client.ts";
import type { PayoutClientOptions } from "../../src/client-options.ts";
import type { PayoutEvent } from "../../src/domain/events.ts";
import type { PayoutRequest } from "../../src/domain/payout-request.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { PayoutStore } from "../../src/ports/payout-store.ts";
import type { SandboxOptions } from "../../src/providers/sandbox/options.ts";
import { sandboxProvider, type SandboxProvider } from "../../src/providers/sandbox/sandbox-provider.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { type TestClock, testClock } from "../../src/testing/test-clock.ts";

/** What a test of a client works with. */
export interface ClientSetup {
  readonly clock: TestClock;
  readonly sandbox: SandboxProvider;
  readonly store: PayoutStore;
  readonly events: PayoutEvent[];
  readonly client: PayoutClient;
  /** Another client of the same world. */
  another(options?: Partial<PayoutClientOptions>): PayoutClient;
  /** Waits for something while the clock runs on. */
  run<T>(work: PromiseLike<T>): Promise<T>;
  /** Lets so many milliseconds pass in small steps, so that what is under way goes on. */
  pass(ms: number): Promise<void>;
  /** The names of the events so far. */
  eventNames(): string[];
}

/** What a client and its sandbox are made of. */
export interface ClientSetupOptions extends Partial<PayoutClientOptions> {
  readonly sandbox?: Partial<SandboxOptions>;
}

export const hourMs = 3_600_000;
export const startMs = Date.UTC(2026, 10, 1);

/** A client over a sandbox, with a clock that runs only while something is waited for. */
export function clientSetup({ sandbox: sandboxOptions, ...options }: ClientSetupOptions = {}): ClientSetup {
  const clock = testClock(startMs);
  const sandbox = sandboxProvider({ balance: { usd: 1_000_000, eur: 1_000_000 }, clock, ...sandboxOptions });
  const store = options.store ?? memoryStore();
  const events: PayoutEvent[] = [];
  const another = (changes: Partial<PayoutClientOptions> = {}): PayoutClient =>
    new PayoutClient({ provider: sandbox, clock: ofItsOwn(clock), onEvent: (event) => void events.push(event), ...options, store, ...changes });
  return {
    ...{ clock, sandbox, store, events, another, client: another() },
    run: (work) => runClock(clock, work),
    pass: async (ms) => {
      for (let passedMs = 0; passedMs < ms; passedMs += 25) await clock.advance(25);
    },
    eventNames: () => events.map(({ type }) => type),
  };
}

/** The same time on a clock of its own, so that each client has a pacer of its own, as in another process. */
function ofItsOwn(clock: TestClock): Required<Clock> {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    random: () => clock.random(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    timer: (ms, signal) => clock.timer(ms, signal),
    turn: () => clock.turn(),
  };
}

/** Waits for something while the clock runs on, in small steps. */
export async function runClock<T>(clock: TestClock, work: PromiseLike<T>, stepMs = 25): Promise<T> {
  let isOver = false;
  const waiting = Promise.resolve(work).finally(() => {
    isOver = true;
  });
  while (!isOver) await clock.advance(stepMs);
  return waiting;
}

/** A payout that nothing is wrong with. */
export function payoutRequest(changes: Partial<PayoutRequest> = {}): PayoutRequest {
  return { reference: "2026-11:member_42", recipientId: "acct_maya", amount: 2500, currency: "usd", ...changes };
}

/** So many payouts with references of their own. */
export function payoutRequests(count: number, changes: Partial<PayoutRequest> = {}): PayoutRequest[] {
  return Array.from({ length: count }, (_, index) => payoutRequest({ reference: `r${index}`, ...changes }));
}
