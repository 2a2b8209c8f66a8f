import type { Clock } from "../ports/clock.ts";
import type { TransferProvider } from "../ports/transfer-provider.ts";
import { createPacer } from "./create-pacer.ts";
import type { Pacer } from "./pacer.ts";

/** The pacer of a provider, the same for every client that calls it by this clock: they share one account's limits. */
export function sharedPacer(provider: TransferProvider, clock: Required<Clock>): Pacer {
  const ofProvider = pacers.get(provider) ?? new WeakMap<object, Pacer>();
  pacers.set(provider, ofProvider);
  const pacer = ofProvider.get(clock) ?? createPacer({ clock, capabilities: provider.capabilities });
  ofProvider.set(clock, pacer);
  return pacer;
}

const pacers = new WeakMap<TransferProvider, WeakMap<object, Pacer>>();
