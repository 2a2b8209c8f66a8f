import type { ProviderCapabilities } from "../ports/transfer-provider.ts";

/** How long after its claim a request may still start; a pause longer than that gives the claim back. */
export const guardMs = 30_000;

/** How long a lease lasts: a request that started in time is over before it. */
export function leaseMs({ timeoutMs }: ProviderCapabilities): number {
  return guardMs + timeoutMs + 15_000;
}
