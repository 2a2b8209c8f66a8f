import type { TransferProvider } from "../ports/transfer-provider.ts";
import { assertErr, assertOk } from "./assert.ts";
import { check, checkSame, type ProviderWorld, type Suite } from "./provider-conformance-suite.ts";

/** What a provider says of recipients, where it can. */
export function recipientFacts<W extends ProviderWorld>({ fact, checksRecipients }: Suite<W>): void {
  if (!checksRecipients) {
    fact("a provider that can't check recipients leaves checkRecipient out", async ({ provider }) => {
      check(provider.checkRecipient === undefined, "no checkRecipient, or the option checksRecipients to be true");
    });
    return;
  }

  fact("checkRecipient says that a recipient who can be paid is ready", async ({ provider, payableRecipientId }) => {
    checkSame(assertOk(await checkOf(provider)(payableRecipientId)), { missing: null, ready: true }, "the check");
  });

  fact("checkRecipient says what a recipient lacks who can't be paid", async ({ provider, unpayableRecipientId }) => {
    const { ready, missing } = assertOk(await checkOf(provider)(unpayableRecipientId));
    checkSame(ready, false, "ready");
    check(missing !== null && missing.length > 0, "words on what is missing");
  });

  fact("checkRecipient of an id that nobody has is INVALID_RECIPIENT", async ({ provider, unknownRecipientId }) => {
    const error = assertErr(await checkOf(provider)(unknownRecipientId), "INVALID_RECIPIENT");
    checkSame([error.reason, error.details.recipientId], ["not_found", unknownRecipientId], "the error");
  });

  fact("checkRecipient of a malformed id is INVALID_RECIPIENT", async ({ provider, malformedRecipientId }) => {
    const error = assertErr(await checkOf(provider)(malformedRecipientId), "INVALID_RECIPIENT");
    checkSame(error.reason, "malformed", "the reason");
  });

  fact("checkRecipient ends with aborted if its signal is aborted", async ({ provider, payableRecipientId }) => {
    const answer = await checkOf(provider)(payableRecipientId, { signal: AbortSignal.abort() });
    checkSame(assertErr(answer, "API_ERROR").reason, "aborted", "the reason");
  });
}

function checkOf(provider: TransferProvider): NonNullable<TransferProvider["checkRecipient"]> {
  check(provider.checkRecipient !== undefined, "checkRecipient, or the option checksRecipients to be false");
  return provider.checkRecipient.bind(provider);
}
