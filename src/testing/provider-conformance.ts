import { createFacts } from "./provider-conformance-create.ts";
import { descriptionFacts } from "./provider-conformance-description.ts";
import { failureFacts } from "./provider-conformance-failures.ts";
import { listFacts } from "./provider-conformance-list.ts";
import { lookupFacts } from "./provider-conformance-lookup.ts";
import { prepareFacts } from "./provider-conformance-prepare.ts";
import { recipientFacts } from "./provider-conformance-recipient.ts";
import { reversalFacts } from "./provider-conformance-reversals.ts";
import { makeSuite, type ProviderConformanceOptions, type ProviderWorld } from "./provider-conformance-suite.ts";

export type { ConformanceTest, ProviderConformanceOptions, ProviderWorld } from "./provider-conformance-suite.ts";

/**
 * Registers, with the test runner that it is given, what every `TransferProvider` has to keep: a title is a
 * sentence of the contract, and each test gets a fresh world. A test of a promise that was broken throws an
 * `Error` that says what was expected.
 *
 * @example
 * providerConformance({
 *   name: "sandbox",
 *   test,
 *   checksRecipients: true,
 *   reversesTransfers: true,
 *   create: () => ({
 *     provider: sandboxProvider({ balance: { usd: 100_000 }, recipients: { new: "not_ready", nobody: "not_found" } }),
 *     payableRecipientId: "maya",
 *     unpayableRecipientId: "new",
 *     unknownRecipientId: "nobody",
 *     malformedRecipientId: "no spaces",
 *     currency: "usd",
 *     amount: 2_500,
 *   }),
 *   loseNextResponse: ({ provider }) => provider.next("lose_response"),
 * });
 */
export function providerConformance<W extends ProviderWorld>(options: ProviderConformanceOptions<W>): void {
  const suite = makeSuite(options);
  descriptionFacts(suite);
  prepareFacts(suite);
  createFacts(suite);
  failureFacts(suite);
  lookupFacts(suite);
  listFacts(suite);
  recipientFacts(suite);
  reversalFacts(suite);
}
