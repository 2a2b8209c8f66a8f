import type { ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { EventContent } from "../domain/events.ts";
import type { Clock } from "../ports/clock.ts";
import type { PayoutStore } from "../ports/payout-store.ts";
import type { ProviderIdentity, TransferProvider } from "../ports/transfer-provider.ts";
import type { TransferReversals } from "../ports/transfer-reversals.ts";
import type { Pacer } from "../pacing/pacer.ts";
import type { Account } from "./account.ts";
import type { ClockSkew } from "./clock-skew.ts";
import type { Ledger } from "./ledger.ts";

/** A provider's reads, paced and repeated where that may help. */
export type ProviderReads = Pick<TransferProvider, "balance" | "get" | "list" | "findByReference"> & {
  readonly findReversals: TransferReversals["find"];
};

/** What the lifecycle works with; the client makes it once. */
export interface LifecycleContext {
  readonly provider: TransferProvider;
  readonly reads: ProviderReads;
  /** The same for work that can wait, such as a batch's. */
  readonly patientReads: ProviderReads;
  readonly pacer: Pacer;
  readonly store: PayoutStore;
  readonly ledger: Ledger;
  readonly clock: Required<Clock>;
  readonly namespace: string;
  /** Minor units by lower-case currency; a currency that isn't in it has minimum 1. */
  readonly minimums: ReadonlyMap<string, number>;
  readonly lookupNew: "auto" | "always" | "never";
  /** Tells the caller's listener; it never throws. */
  readonly emit: (event: EventContent) => void;
  /** What the provider says of itself; asked once and kept. */
  readonly identify: () => ResultAsync<ProviderIdentity, PayoutError<"API_ERROR">>;
  /** Whether there is a listener at all, where an event isn't for nothing to make. */
  readonly isHeard: boolean;
  /** Which account is called; asked once and kept. */
  readonly account: () => ResultAsync<Account, PayoutError<"API_ERROR">>;
  readonly skew: ClockSkew;
}

/** The same context for work that lets others go first at the provider. */
export function patiently(context: LifecycleContext): LifecycleContext {
  return { ...context, reads: context.patientReads, pacer: context.pacer.patient };
}
