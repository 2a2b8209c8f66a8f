import type { ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import { noReversals } from "../lifecycle/movement.ts";
import type { ProviderCall, TransferProvider } from "../ports/transfer-provider.ts";
import type { TransferReversals } from "../ports/transfer-reversals.ts";
import { type ReadContext, reading } from "./read.ts";
import type { ProviderRead } from "./ask-provider.ts";

/** The reads of a provider that always have an answer to give. */
export type PacedReads = Pick<TransferProvider, "identify" | "balance" | "get" | "list" | "findByReference"> & {
  readonly findReversals: TransferReversals["find"];
};

/** A provider's own reads, but paced, and repeated where that may help, for at most so many milliseconds each. */
export function pacedReads(provider: TransferProvider, context: ReadContext, timeoutMs: number): PacedReads {
  const paced = <T>(
    call: ProviderCall | undefined,
    read: ProviderRead<T, PayoutError<"API_ERROR">>,
  ): ResultAsync<T, PayoutError<"API_ERROR">> =>
    reading(context, { signal: call?.signal, timeoutMs }, (reader) => reader.read(read));
  return {
    identify: (call) => paced(call, (inner) => provider.identify(inner)),
    balance: (call) => paced(call, (inner) => provider.balance(inner)),
    get: (transferId, call) => paced(call, (inner) => provider.get(transferId, inner)),
    list: (query, call) => paced(call, (inner) => provider.list(query, inner)),
    findByReference: (mark, call) => paced(call, (inner) => provider.findByReference(mark, inner)),
    findReversals: (query, call) => paced(call, (inner) => (provider.reversals ?? noReversals).find(query, inner)),
  };
}
