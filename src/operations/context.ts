import type { ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { EventContent } from "../domain/events.ts";
import type { LifecycleContext } from "../lifecycle/context.ts";
import type { Payer } from "../lifecycle/pay-once.ts";
import type { Pacer } from "../pacing/pacer.ts";
import type { Clock } from "../ports/clock.ts";
import type { PayoutStore } from "../ports/payout-store.ts";
import type { ProviderIdentity, TransferProvider } from "../ports/transfer-provider.ts";

/** What every operation works with; the client makes it once. */
export interface OperationContext {
  readonly provider: TransferProvider;
  readonly store: PayoutStore;
  readonly pacer: Pacer;
  readonly clock: Required<Clock>;
  readonly namespace: string;
  /** Minor units by lower-case currency; a currency that isn't in it has minimum 1. */
  readonly minimums: ReadonlyMap<string, number>;
  readonly checkBalance: boolean;
  /** Pays each payout at most once. */
  readonly payer: Payer;
  readonly lifecycle: LifecycleContext;
  /** Requests that may be on the wire at once. */
  readonly concurrency: number;
  /** How long a caller waits by default, milliseconds. */
  readonly timeoutMs: number;
  /** Tells the caller's listener; it never throws. */
  readonly emit: (event: EventContent) => void;
  /** Which account is called; asked once and kept. */
  readonly identify: () => ResultAsync<ProviderIdentity, PayoutError<"API_ERROR">>;
}
