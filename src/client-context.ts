import type { ResultAsync } from "neverthrow";
import type { CheckedOptions } from "./client-options.ts";
import type { EventContent, PayoutEvent } from "./domain/events.ts";
import { findAccount } from "./lifecycle/account.ts";
import { watchClockSkew } from "./lifecycle/clock-skew.ts";
import { guardedStore } from "./lifecycle/guarded-store.ts";
import { createLedger } from "./lifecycle/ledger.ts";
import { createPayer } from "./lifecycle/pay-once.ts";
import type { OperationContext } from "./operations/context.ts";
import { callQuietly } from "./operations/call-quietly.ts";
import { pacedReads } from "./operations/paced-reads.ts";
import { createPacer } from "./pacing/create-pacer.ts";
import { sharedPacer } from "./pacing/shared-pacer.ts";

/** Makes what every operation of one client works with. */
export function createContext(options: CheckedOptions): OperationContext {
  const { provider, clock, namespace, minimums, checkBalance, lookupNew, timeoutMs, rate } = options;
  const store = guardedStore(options.store, clock);
  const emit = emitter(options);
  const pacer = rate === undefined ? sharedPacer(provider, clock) : createPacer({ clock, rate, capabilities: provider.capabilities });
  const reads = pacedReads(provider, { pacer, clock, emit }, timeoutMs);
  const patientReads = pacedReads(provider, { pacer: pacer.patient, clock, emit }, timeoutMs);
  const skew = watchClockSkew(clock, emit);
  const identify = askOnce(() => reads.identify().andTee(({ serverTimeMs }) => skew.observe("provider", serverTimeMs)));
  const account = askOnce(() => findAccount(identify, store, namespace));
  const shared = { provider, reads, pacer, store, clock, namespace, minimums, emit, identify };
  const ledger = createLedger(store, clock, skew);
  const isHeard = options.onEvent !== undefined;
  const lifecycle = { ...shared, patientReads, isHeard, ledger, lookupNew, account, skew };
  const concurrency = wireConcurrency(options);
  return { ...shared, checkBalance, timeoutMs, concurrency, lifecycle, payer: createPayer(lifecycle) };
}

/** Asks until there was one good answer, and keeps that. */
function askOnce<T, E>(ask: () => ResultAsync<T, E>): () => ResultAsync<T, E> {
  let known: ResultAsync<T, E> | null = null;
  const asking = (): ResultAsync<T, E> =>
    ask().orTee(() => {
      known = null;
    });
  return () => (known ??= asking());
}

function emitter({ clock, namespace, onEvent }: CheckedOptions): (content: EventContent) => void {
  return (content) => {
    if (onEvent === undefined) return;
    const event: PayoutEvent = { ...content, at: clock.now(), namespace };
    callQuietly(() => onEvent(event));
  };
}

function wireConcurrency({ rate, provider }: CheckedOptions): number {
  const chosen = rate !== undefined && "concurrency" in rate ? rate.concurrency : undefined;
  return chosen ?? provider.capabilities.concurrency;
}
