import type { CheckedOptions } from "./client-options.ts";
import type { EventContent, PayoutEvent } from "./domain/events.ts";
import { rememberAccount } from "./lifecycle/account.ts";
import { watchClockSkew } from "./lifecycle/clock-skew.ts";
import { createLedger } from "./lifecycle/ledger.ts";
import { createPayer } from "./lifecycle/pay-once.ts";
import type { OperationContext } from "./operations/context.ts";
import { pacedReads } from "./operations/paced-reads.ts";
import { createPacer } from "./pacing/create-pacer.ts";

/** Makes what every operation of one client works with. */
export function createContext(options: CheckedOptions): OperationContext {
  const { provider, store, clock, namespace, minimums, checkBalance, lookupNew, timeoutMs, rate } = options;
  const emit = emitter(options);
  const pacer = createPacer({ clock, rate, capabilities: provider.capabilities });
  const reads = pacedReads(provider, { pacer, clock, emit }, timeoutMs);
  const account = rememberAccount(() => reads.identify(), store, namespace);
  const shared = { provider, reads, pacer, store, clock, namespace, minimums, emit };
  const ledger = createLedger(store, clock);
  const lifecycle = { ...shared, ledger, lookupNew, account, skew: watchClockSkew(clock, emit) };
  const identify: OperationContext["identify"] = () =>
    account().map(({ id, live }) => ({ account: id, mode: live ? "live" : "test", serverTimeMs: null }) as const);
  const concurrency = wireConcurrency(options);
  return { ...shared, checkBalance, timeoutMs, identify, concurrency, lifecycle, payer: createPayer(lifecycle) };
}

function emitter({ clock, namespace, onEvent }: CheckedOptions): (content: EventContent) => void {
  return (content) => {
    if (onEvent === undefined) return;
    const event: PayoutEvent = { ...content, at: clock.now(), namespace };
    try {
      onEvent(event);
    } catch {
      // A listener's failure is its own: the money isn't touched by it.
    }
  };
}

function wireConcurrency({ rate, provider }: CheckedOptions): number {
  const chosen = rate !== undefined && "concurrency" in rate ? rate.concurrency : undefined;
  return chosen ?? provider.capabilities.concurrency;
}
