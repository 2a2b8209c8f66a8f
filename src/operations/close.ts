import { ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import type { OperationContext } from "./context.ts";

/** Waits for what is on the wire, one provider timeout at most, and releases the store. */
export function close(context: OperationContext): ResultAsync<void, PayoutError<"API_ERROR">> {
  return ResultAsync.fromSafePromise(landed(context)).andThen(() => context.store.close());
}

async function landed({ payer, lifecycle, clock, provider }: OperationContext): Promise<void> {
  const patience = new AbortController();
  payer.stopAll();
  await Promise.race([payer.idle(), clock.timer(provider.capabilities.timeoutMs, patience.signal)]);
  patience.abort("landed");
  await lifecycle.ledger.settled();
}
